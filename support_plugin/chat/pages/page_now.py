"""Which page a shopper looks at while a conversation is open: the last one alone, never a history."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import conversations_of
from support_plugin.chat.unread import AWAITED
from support_plugin.shop.carts import cookie_cart_key
from support_plugin.shop.pages import is_shoppers_page
from support_plugin.text.cleaning import clean_line
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.measuring import may_measure
from support_plugin.web.in_place import is_in_place
from support_plugin.web.prefetching import is_prefetched

logger = logging.getLogger(__name__)

LONGEST = Conversation._meta.get_field("page_now").max_length or 500
LONGEST_KEY = Conversation._meta.get_field("cart_key").max_length or 64
# Names of parts of an address that open something by themselves: such a page is not noted.
SECRETS = {"hash", "key", "secret", "token", "uidb64"}


def note_page_now(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note the page with the shopper's open conversation. One statement where one is open, else none.

    To be called with each response. Not where the browser or the shop says that nothing is to be noted.
    """
    if AWAITED not in request.COOKIES or not _is_page(request, response) or not may_measure(request):
        return
    try:
        whose = conversations_of(request.user, read_key(request.COOKIES))
        if whose is not None:
            found = Conversation.objects.filter(whose, status=Conversation.Status.OPEN)
            more = {"cart_key": key} if (key := guests_cart_key(request)) else {}
            found.update(page_now=clean_line(request.path, LONGEST), page_now_at=clock.now(), **more)
    except Exception:
        # Nobody loses a page for want of a note.
        logger.exception("A shopper's page could not be noted")


def note_cart_now(request: HttpRequest, conversation: Conversation) -> None:
    """Note which cart a guest's browser has who writes here; one statement where it is another than before.

    By it an agent can propose a change of the cart where the shop follows none (docs/proposals.md).
    """
    key = guests_cart_key(request)
    if key and key != conversation.cart_key:
        Conversation.objects.filter(pk=conversation.pk).update(cart_key=key)


def guests_cart_key(request: HttpRequest) -> str:
    """Return the key of the cart in a guest's browser; "" for none, and for accounts, whose cart is known."""
    key = "" if request.user.is_authenticated else cookie_cart_key(request)
    return key if len(key) <= LONGEST_KEY else ""


def _is_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    if match is None or request.method != "GET" or response.status_code != HTTPStatus.OK:
        return False
    if is_in_place(request) or is_prefetched(request):
        return False
    is_html = response.get("Content-Type", "").startswith("text/html")
    return is_html and is_shoppers_page(request) and SECRETS.isdisjoint(match.kwargs)
