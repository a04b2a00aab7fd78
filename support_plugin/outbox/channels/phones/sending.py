"""Sending a message to a phone number by the provider that the settings name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from support_plugin.conf import get_config
from support_plugin.outbox.channels.base import Channel, Rejected, Sent, TryLater
from support_plugin.outbox.channels.phones.providers import BaseProvider, Provider
from support_plugin.outbox.channels.phones.sms_parts import segments
from support_plugin.outbox.channels.phones.texts import Text, plain_for_sms
from support_plugin.text.cleaning import is_blank, storable

# The key of the settings for each channel.
SETTINGS = {Channel.SMS: "SMS", Channel.WHATSAPP: "WHATSAPP"}
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class Preview:
    """What would be sent, for the admin: the text, of how many parts, and its cost where one is set."""

    text: str
    segments: int
    cost: Decimal | None
    currency: str


def is_configured(channel: Channel) -> bool:
    """Return whether a provider is set up for SMS or WhatsApp; never one for other channels."""
    return configured_provider(channel) is not None


def configured_provider(channel: Channel) -> Provider | None:
    """Return the channel's provider; None where the settings name none, or are wrong."""
    try:
        return _provider(channel)
    except (ImportError, ImproperlyConfigured):
        return None


def send_text(channel: Channel, text: Text) -> Sent:
    """Hand a message to the channel's provider, once.

    Raises TryLater or Rejected where nobody got it. Whatever else it raises says that nobody knows: such a
    message must not be sent again by itself. May take as long as the provider's ``TIMEOUT``.
    """
    if not E164.fullmatch(text.to):
        raise Rejected("This is no phone number in international form.", is_contact_dead=True)
    if not text.template and is_blank(text.text):
        raise Rejected("There is nothing to send.")
    try:
        provider = _provider(channel)
    except (ImportError, ImproperlyConfigured) as error:
        raise TryLater(f"SUPPORT_PLUGIN[{SETTINGS[channel]!r}] is wrong: {error}") from None
    if provider is None:
        raise TryLater(f"No provider is set up for {channel!s}.")
    return provider.send(_fit(channel, text))


def preview(channel: Channel, text: Text) -> Preview:
    """Return what would be sent, with a country's ending; without a provider's where none is set up."""
    text = _fit(channel, text)
    provider: object = _provider(channel) if is_configured(channel) else None
    if not isinstance(provider, BaseProvider):
        return Preview(text.text, segments(text.text), None, "")
    units = provider.units_of(text)
    return Preview(provider.wording_of(text), units, *provider.price_of(units))


def load_provider(setting: Mapping[str, Any]) -> type[Provider]:
    """Return the class that ``PROVIDER`` names; raise ImportError or ImproperlyConfigured for none."""
    path = setting.get("PROVIDER")
    if not isinstance(path, str):
        raise ImproperlyConfigured("PROVIDER must be the dotted path of a class.")
    found = import_string(path)
    if not (isinstance(found, type) and callable(getattr(found, "send", None))):
        raise ImproperlyConfigured(f"{path} is no class with a method send().")
    return cast(type[Provider], found)


def _fit(channel: Channel, text: Text) -> Text:
    fit = plain_for_sms if channel == Channel.SMS else storable
    values = {name: fit(value) for name, value in text.parameters.items()}
    return replace(text, text=fit(text.text), parameters=values)


@cache
def _provider(channel: Channel) -> Provider | None:
    setting = get_config()[SETTINGS[channel]] if channel in SETTINGS else {}
    if not setting:
        return None
    if not isinstance(setting, dict):
        raise ImproperlyConfigured("it must be a dict.")
    options = setting.get("OPTIONS", {})
    if not isinstance(options, dict):
        raise ImproperlyConfigured("OPTIONS must be a dict.")
    return load_provider(setting)(options)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SUPPORT_PLUGIN":
        _provider.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.outbox.channels.phones")
