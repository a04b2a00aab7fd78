"""The providers of SMS and WhatsApp."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from support_plugin.checks.tag import TAG
from support_plugin.conf import get_config
from support_plugin.outbox.channels.phones.files import Files
from support_plugin.outbox.channels.phones.providers import BaseProvider
from support_plugin.outbox.channels.phones.reports.readers import SECRET
from support_plugin.outbox.channels.phones.sending import SETTINGS, configured_provider, load_provider

SAUDI_ARABIA = "966"
ADVERTISING = "-AD"


@register(TAG)
def check_phones(**kwargs: Any) -> list[CheckMessage]:
    """Each provider named can be had, and has the options that it needs. No message holds a value of them."""
    return [problem for key in SETTINGS.values() for problem in _check(key)]


@register(TAG, deploy=True)
def check_nobody_waits_for_a_file(**kwargs: Any) -> list[CheckMessage]:
    """A shop that is open does not write its messages into a file."""
    return [
        Warning(
            f"SUPPORT_PLUGIN[{key!r}] writes messages into a file: nobody gets them.",
            hint="Name a provider, see docs/channels.md, or leave the setting out.",
            id="support_plugin.W063",
        )
        for key in SETTINGS.values()
        if _is_for_development(get_config()[key])
    ]


@register(TAG, deploy=True)
def check_delivery_reports(**kwargs: Any) -> list[CheckMessage]:
    """A provider that reports what became of messages, and who said stop, has an address for it."""
    return [
        Warning(
            f"SUPPORT_PLUGIN[{key!r}] has no {SECRET}: nobody learns whether messages arrive, nor of answers "
            "that ask to stop.",
            hint="Set it, and the address with it at the provider: see docs/channels.md.",
            id="support_plugin.W064",
        )
        for channel, key in SETTINGS.items()
        if _could_report(configured_provider(channel))
    ]


def _could_report(provider: object) -> bool:
    if not isinstance(provider, BaseProvider):
        return False
    return provider.REPORTS is not None and SECRET not in provider.options


def _check(key: str) -> list[CheckMessage]:
    setting = get_config()[key]
    if not isinstance(setting, dict) or not setting:
        return []  # E003 names what is no dict.
    try:
        provider = load_provider(setting)
    except (ImportError, ImproperlyConfigured) as error:
        return [
            Error(
                f"SUPPORT_PLUGIN[{key!r}] names no provider: {error}",
                hint='For example {"PROVIDER": "support_plugin.outbox.channels.phones.kavenegar.Kavenegar"}.',
                id="support_plugin.E060",
            )
        ]
    options = setting.get("OPTIONS", {})
    problems = [f"{name!r} is not known." for name in setting if name not in ("PROVIDER", "OPTIONS")]
    if isinstance(options, dict):
        find_problems = getattr(provider, "problems", None)
        problems += find_problems(options) if find_problems else []
    else:
        problems.append("OPTIONS must be a dict.")
    if problems:
        hint = "See docs/channels.md for the options of each provider."
        message = f"SUPPORT_PLUGIN[{key!r}]: {' '.join(problems)}"
        return [Error(message, hint=hint, id="support_plugin.E061")]
    return _check_advertising(key, options, getattr(provider, "HOME", ""))


def _check_advertising(key: str, options: dict[str, Any], home: str) -> list[CheckMessage]:
    """Saudi operators take advertising only from names that end in -AD."""
    senders = options.get("SENDERS")
    general = options.get("SENDER", "") if home == SAUDI_ARABIA else ""
    sender = senders.get(SAUDI_ARABIA, general) if isinstance(senders, dict) else general
    if not isinstance(sender, str) or not sender or sender.upper().endswith(ADVERTISING):
        return []
    return [
        Warning(
            f"SUPPORT_PLUGIN[{key!r}]: the sender for Saudi numbers does not end in {ADVERTISING}.",
            hint="Register such a name with the provider, and set SENDERS = {'966': 'SHOP-AD'}.",
            id="support_plugin.W062",
        )
    ]


def _is_for_development(setting: Any) -> bool:
    try:
        return bool(setting) and issubclass(load_provider(setting), Files)
    except (ImportError, ImproperlyConfigured, AttributeError):
        return False
