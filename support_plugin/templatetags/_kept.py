"""HTML of slots that is the same for many pages, made once and kept for seconds."""

from collections.abc import Hashable
from typing import Any

from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from support_plugin.shop.remembered import remember

# Stands for the token that protects each shopper's forms.
_TOKEN = "support-token-of-the-reader"  # noqa: S105


def kept_html(name: str, key: Hashable, values: dict[str, Any], context: Context | None = None) -> str:
    """Return a template rendered without the request; ``key`` tells all that its ``values`` depend on.

    With the ``context`` of the page, its token is put into the template's forms.
    """
    # With the links of this language and of this address of the shop.
    whole = ("html", name, key, get_language(), get_script_prefix(), get_urlconf())
    found = remember(whole, lambda: render_to_string(name, {**values, "csrf_token": _TOKEN}))
    if context is not None:
        found = found.replace(_TOKEN, _token(context))
    return mark_safe(found)  # noqa: S308 (a template's output)


def _token(context: Context) -> str:
    # Django masks it anew each time that it is asked for, which costs more than the rest of a form.
    request = context.get("request")
    known = getattr(request, "_support_token", None)
    if known is None:
        known = str(context.get("csrf_token") or "")
        if request is not None:
            request._support_token = known
    return str(known)
