"""Pages that a browser loads before anybody looks at them."""

from django.http import HttpRequest

# Headers by which browsers mark prefetched and previewed pages.
HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_prefetched(request: HttpRequest) -> bool:
    """Return whether a browser prefetches or previews the page: nobody has looked at it yet."""
    found = [request.headers.get(name, "").lower() for name in HEADERS]
    return any("prefetch" in one or "preview" in one for one in found)
