"""Which page of the checkout a shopper may look at now, by the conditions of the shop's own pages."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, reverse

from support_plugin.shop.checkout.session import over_copied_session, read_session
from support_plugin.web.prefix import resolve_address

logger = logging.getLogger(__name__)

# More pages than any checkout has: two that lead to each other would never end.
MOST_PAGES = 8


def furthest_page(request: HttpRequest, name: str) -> str:
    """Return the address of the page of the checkout of this name, where all its conditions hold.

    Else of the one to which the shop's own conditions lead: an earlier step, mostly, or the basket page.
    Asked without a word to the shopper, and without a change of the session.
    """
    try:
        address = reverse(f"checkout:{name}")
    except NoReverseMatch:
        return reverse("basket:summary")
    over = over_copied_session(request)
    for _page in range(MOST_PAGES):
        following = _leads_to(over, address)
        if not following:
            return address
        address = following
    return reverse("basket:summary")


def _leads_to(request: HttpRequest, address: str) -> str:
    """Return where the shop's page at an address would lead instead of showing itself; "" for nowhere."""
    from oscar.apps.checkout.exceptions import FailedPreCondition, PassedSkipCondition

    view = _view_of(request, address)
    if not hasattr(view, "check_pre_conditions"):
        return ""
    try:
        view.check_skip_conditions(request)
        view.check_pre_conditions(request)
    except (FailedPreCondition, PassedSkipCondition) as found:
        return str(found.url)
    except DatabaseError:
        raise
    except Exception as error:  # the shop's own conditions may raise anything
        logger.warning("The conditions of %s can't be checked from another page: %r", address, error)
    return ""


def _view_of(request: HttpRequest, address: str) -> Any:
    try:
        match = resolve_address(address)
    except Resolver404:
        return None
    function: Any = match.func
    if match.namespaces[:1] != ["checkout"] or not hasattr(function, "view_class"):
        return None
    view = function.view_class(**function.view_initkwargs)
    view.setup(request, *match.args, **match.kwargs)
    view.checkout_session = read_session(request)
    return view
