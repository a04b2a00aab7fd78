"""What a page has of messages in the shop: nothing where none can wait for its reader."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from support_plugin.carts.reminders.models import Way
from support_plugin.carts.reminders.on_site.contents import message_texts
from support_plugin.carts.reminders.plans import active_plans
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import has_cart_cookie
from support_plugin.shop.pages import is_shoppers_page, page_kind
from support_plugin.shop.static_files import static_address
from support_plugin.text.language import language_of_words
from support_plugin.visitors.cookies import read_key

# Whoever looks at these is back already.
BACK = ("basket", "checkout")


def may_wait(request: HttpRequest) -> bool:
    """Return whether a message may wait for whoever looks at this page. Costs no query."""
    if not _is_known(request) or page_kind(request) in BACK or not is_shoppers_page(request):
        return False
    return get_preferences().has_reminders and _has_messages()


def _is_known(request: HttpRequest) -> bool:
    if has_cart_cookie(request) or read_key(request.COOKIES) is not None:
        return True
    # A session shows who is logged in: only one that is there is asked.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _has_messages() -> bool:
    return any(step.way == Way.SITE for plan in active_plans() for step in plan.steps.all())


def module_of() -> dict[str, Any]:
    """Return what carts/site_message_check.js needs; the same on every page of a language."""
    return {
        "url": reverse("support_plugin:api-site-messages"),
        "files": {
            "card": static_address("support_plugin/carts/corner_card.js"),
            "module": static_address("support_plugin/carts/site_message.js"),
            "style": static_address("support_plugin/carts/prompt.css"),
            "elements": static_address("support_plugin/chat/elements.js"),
            "storage": static_address("support_plugin/chat/storage.js"),
            "launcher": static_address("support_plugin/chat/launcher.js"),
        },
        "texts": message_texts(),
        "position": get_preferences().position,
        "language": language_of_words(),
    }
