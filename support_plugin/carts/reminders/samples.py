"""Trying a plan's step on a cart that was really left, without sending it to its shopper."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils import translation

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import PlanStep
from support_plugin.carts.reminders.sending.contents import Mail, describe_cart, language_for, make_mail
from support_plugin.links import site_url
from support_plugin.outbox.channels.emails import Mailbox
from support_plugin.shop.cart_facts import read_carts
from support_plugin.shop.products import sold_products

MOST = 20
Row = TypeVar("Row", Abandonment, PlanStep)


def sample_carts() -> list[Abandonment]:
    """Return the carts that were left last and are still there."""
    return list(Abandonment.objects.exclude(cart=None).order_by("-abandoned_at", "-pk")[:MOST])


def mail_on(chosen: Mapping[str, str], language: str) -> Mail | None:
    """Return the e-mail of a step ("step") on a cart ("cart"), by default the first and the newest.

    Its links lead to the shop's first page. None where there is no step or no cart.
    """
    step = _chosen(list(PlanStep.objects.select_related("plan")), chosen.get("step", ""))
    left = _chosen(sample_carts(), chosen.get("cart", ""))
    cart = read_carts([left.cart_id]).get(left.cart_id) if left else None
    if step is None or left is None or cart is None:
        return None
    with translation.override(language_for(language)):
        products = sold_products({line.product_id for line in cart.lines}, left.user)
        addresses = {"link": site_url(), "stop": site_url()}
        return make_mail(step, left, describe_cart(cart, products), addresses, user=left.user)


def send_sample(to: str, chosen: Mapping[str, str], language: str) -> bool:
    """Send that e-mail to one address; return whether there was anything to send. Raises as channels do."""
    mail = mail_on(chosen, language)
    if mail is None:
        return False
    with Mailbox() as mailbox:
        mailbox.send(to, mail.subject, mail.text, mail.html, {})
    return True


def _chosen(rows: list[Row], key: str) -> Row | None:
    return next((row for row in rows if str(row.pk) == key), rows[0] if rows else None)
