"""Notifications of browsers: SUPPORT_PLUGIN["PUSH"]."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from support_plugin.checks.tag import TAG
from support_plugin.conf import get_config
from support_plugin.outbox.push.keys import has_cryptography, is_subject, read_private_key

KEYS = ("PRIVATE_KEY", "SUBJECT")
HINT = "manage.py support_push_keys prints a pair; or leave PUSH out."


@register(TAG)
def check_push(**kwargs: Any) -> list[CheckMessage]:
    """Where push is configured, it can work."""
    chosen = get_config()["PUSH"]
    # Of another type: E003 says so.
    if not isinstance(chosen, dict) or not chosen:
        return []
    problems = [problem for problem in (_check_names(chosen), _check_subject(chosen)) if problem]
    key = _check_package() or _check_key(chosen.get("PRIVATE_KEY"))
    return [*problems, key] if key else problems


def _check_names(chosen: dict[Any, Any]) -> CheckMessage | None:
    unknown = [name for name in chosen if name not in KEYS]
    if not unknown:
        return None
    message = f"SUPPORT_PLUGIN['PUSH'] has unknown keys: {', '.join(map(repr, unknown))}."
    return Error(message, hint=f"Known are: {', '.join(KEYS)}.", id="support_plugin.E047")


def _check_package() -> CheckMessage | None:
    if has_cryptography():
        return None
    message = "SUPPORT_PLUGIN['PUSH'] is set, but the package cryptography is not installed."
    return Error(message, hint="pip install django-oscar-support[push]", id="support_plugin.E048")


def _check_key(private: Any) -> CheckMessage | None:
    try:
        read_private_key(private if isinstance(private, str) else "")
    except ValueError:
        # Not the key itself: messages of checks are logged.
        message = "SUPPORT_PLUGIN['PUSH']['PRIVATE_KEY'] is no private key: 32 bytes in base64url."
        return Error(message, hint=HINT, id="support_plugin.E049")
    return None


def _check_subject(chosen: dict[Any, Any]) -> CheckMessage | None:
    if is_subject(chosen.get("SUBJECT")):
        return None
    message = "SUPPORT_PLUGIN['PUSH']['SUBJECT'] must say whom a push service writes to in trouble."
    hint = "For example 'mailto:shop@shop.example', or 'https://shop.example/contact/'."
    return Error(message, hint=hint, id="support_plugin.E050")
