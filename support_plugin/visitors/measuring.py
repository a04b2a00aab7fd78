"""Whether anything may be noted of what happens in a browser."""

from django.http import HttpRequest

from support_plugin.adapters import get_adapter


def may_measure(request: HttpRequest) -> bool:
    """Return whether this browser lets us note where it comes from, and what happens in it.

    Not where it says no (Global Privacy Control), nor where the shop's adapter does, which knows the answer
    in its cookie banner.
    """
    return request.headers.get("Sec-GPC") != "1" and get_adapter().may_measure(request)
