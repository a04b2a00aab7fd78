"""SUPPORT_PLUGIN in the project's settings."""

import difflib
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from support_plugin.adapters import SupportAdapter
from support_plugin.checks.tag import TAG
from support_plugin.conf import DEFAULTS


@register(TAG)
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """SUPPORT_PLUGIN is a dict of known keys with values of the right type."""
    chosen = getattr(settings, "SUPPORT_PLUGIN", {})
    if not isinstance(chosen, dict):
        return [
            Error(
                "SUPPORT_PLUGIN must be a dict.",
                hint='Write SUPPORT_PLUGIN = {"KEY": value}.',
                id="support_plugin.E001",
            )
        ]
    return [problem for key, value in chosen.items() if (problem := _check_setting(key, value))]


def _check_setting(key: Any, value: Any) -> CheckMessage | None:
    if key not in DEFAULTS:
        near = difflib.get_close_matches(str(key).upper(), DEFAULTS, n=1)
        known = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(DEFAULTS)}."
        return Error(f"SUPPORT_PLUGIN has an unknown key: {key!r}.", hint=known, id="support_plugin.E002")
    expected = type(DEFAULTS[key])
    # isinstance(True, int) holds, but True is no number of seconds.
    if type(value) is not expected:
        message = f"SUPPORT_PLUGIN[{key!r}] must be of type {expected.__name__}, not {type(value).__name__}."
        return Error(message, hint=f"The default is {DEFAULTS[key]!r}.", id="support_plugin.E003")
    if expected is int and value <= 0:
        return Error(
            f"SUPPORT_PLUGIN[{key!r}] must be greater than 0.",
            hint=f"The default is {DEFAULTS[key]!r}.",
            id="support_plugin.E003",
        )
    return _check_meaning(key, value)


def _check_meaning(key: str, value: Any) -> CheckMessage | None:
    if key == "WEBSOCKET_PATH" and not (len(value) > 2 and value.startswith("/") and value.endswith("/")):
        return Error(
            "SUPPORT_PLUGIN['WEBSOCKET_PATH'] must begin and end with a slash.",
            hint="The default is '/support/ws/'.",
            id="support_plugin.E003",
        )
    if key == "SITE_URL" and value and not _is_address(value):
        return Error(
            "SUPPORT_PLUGIN['SITE_URL'] must be the shop's address, with http:// or https://.",
            hint="For example 'https://shop.example'. Without it, the domain of django.contrib.sites counts.",
            id="support_plugin.E003",
        )
    if key == "ADDRESS_HEADER" and not re.fullmatch(r"(?!HTTP[-_])[A-Za-z0-9-]*", value):
        return Error(
            "SUPPORT_PLUGIN['ADDRESS_HEADER'] must be a header's name as the proxy sends it.",
            hint="For example 'X-Real-IP', not 'HTTP_X_REAL_IP'.",
            id="support_plugin.E003",
        )
    if key == "WEBHOOK_INTERNAL_HOSTS" and not all(re.fullmatch(r"[^/@\s]+:\d+", str(one)) for one in value):
        return Error(
            "SUPPORT_PLUGIN['WEBHOOK_INTERNAL_HOSTS'] must list hosts with their ports.",
            hint="For example ['crm.internal:8080'].",
            id="support_plugin.E003",
        )
    return _check_adapter(value) if key == "ADAPTER" else None


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _check_adapter(path: str) -> CheckMessage | None:
    try:
        adapter = import_string(path)
    except ImportError as error:
        problem = f"can't be imported: {error}"
    else:
        if isinstance(adapter, type) and issubclass(adapter, SupportAdapter):
            return None
        problem = "is no subclass of support_plugin.adapters.SupportAdapter."
    return Error(
        f"SUPPORT_PLUGIN['ADAPTER'] ({path}) {problem}",
        hint="Name your subclass of support_plugin.adapters.SupportAdapter by its dotted path.",
        id="support_plugin.E004",
    )
