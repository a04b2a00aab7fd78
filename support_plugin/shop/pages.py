"""Which page of the shop a request is for."""

from django.http import HttpRequest

# The namespaces of Oscar's apps, by the kind of page they serve (preferences.models.Page).
PAGE_KINDS = {
    "basket": "basket",
    "checkout": "checkout",
    "catalogue": "catalogue",
    "search": "catalogue",
    "customer": "account",
}


def page_kind(request: HttpRequest) -> str:
    """Return the kind of the shop's page a request is for; empty for any other page."""
    match = request.resolver_match
    if match is None or not match.namespaces:
        # Oscar's log-in and password pages have no namespace in some versions.
        return ""
    if match.namespaces[-1] == "catalogue" and match.url_name == "detail":
        return "product"
    return PAGE_KINDS.get(match.namespaces[0], "")


def is_thank_you(request: HttpRequest) -> bool:
    """Return whether a request is for the page that thanks for an order, at the end of Oscar's checkout."""
    match = request.resolver_match
    return match is not None and match.namespaces[:1] == ["checkout"] and match.url_name == "thank-you"


def is_shoppers_page(request: HttpRequest) -> bool:
    """Return whether a page is for shoppers: not the staff's, and not one of this app's own."""
    match = request.resolver_match
    return match is None or match.namespaces[:1] not in (["dashboard"], ["admin"], ["support_plugin"])


def wants_style(request: HttpRequest) -> bool:
    """Return whether some slot is likely to show something on a page, without asking which.

    That is where something is bought, and wherever a cart is shown that has something in it.
    """
    if page_kind(request) in ("product", "basket", "checkout"):
        return True
    basket = getattr(request, "basket", None)
    return basket is not None and not basket.is_empty
