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
