"""Which page a shopper looks at while a conversation is open: the last one alone, never a history."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import conversations_of
from support_plugin.chat.unread import AWAITED
from support_plugin.shop.pages import is_shoppers_page
from support_plugin.text.cleaning import clean_line
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.measuring import may_measure
from support_plugin.web.in_place import is_in_place

logger = logging.getLogger(__name__)

LONGEST = Conversation._meta.get_field("page_now").max_length or 500
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
            found.update(page_now=clean_line(request.path, LONGEST), page_now_at=clock.now())
    except Exception:
        # Nobody loses a page for want of a note.
        logger.exception("A shopper's page could not be noted")


def _is_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    if match is None or request.method != "GET" or response.status_code != HTTPStatus.OK:
        return False
    if is_in_place(request) or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    is_html = response.get("Content-Type", "").startswith("text/html")
    return is_html and is_shoppers_page(request) and SECRETS.isdisjoint(match.kwargs)
