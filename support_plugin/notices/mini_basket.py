"""The cart at the top of Oscar's pages, beside the notice of what is to be paid."""

import re
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from support_plugin.shop.money import cart_sum

# Oscar's own words around the sum, as its catalogue has them: beside the cart, in what opens, on phones.
IN_NAVIGATION = "\n                        Total: %(total)s\n                    "
OSCARS_WORDS = ("Basket total:", "Total:", IN_NAVIGATION)
ITEMS = _("Items:")


def name_items(html: str, cart: Any) -> SafeString:
    """Return the shop's HTML, in which the cart's sum without shipping is not called a total.

    Only where one of Oscar's words stands directly before that sum.
    """
    labels = [gettext(words).partition("%(total)s")[0].strip() for words in OSCARS_WORDS]
    words = "|".join(re.escape(str(conditional_escape(label))) for label in labels if label)
    amount = re.escape(str(conditional_escape(cart_sum(cart))))
    label = str(conditional_escape(ITEMS))
    found = rf"([>\n]\s*)(?:{words})(?=(?:\s|</?\w+>)*{amount})"
    return mark_safe(re.sub(found, lambda match: match[1] + label, html))  # noqa: S308 (the shop's own)
