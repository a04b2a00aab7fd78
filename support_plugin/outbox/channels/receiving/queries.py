"""Which provider is meant by an address."""

from django.utils.crypto import constant_time_compare

from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.providers import BaseProvider
from support_plugin.outbox.channels.phones.reports.readers import SECRET, Reader
from support_plugin.outbox.channels.phones.sending import SETTINGS, configured_provider


def find_reader(slug: str, secret: str) -> tuple[Channel, Reader] | None:
    """Return the channel and the reader of the provider whose address this is.

    None for a provider that is not the channel's, has no secret in the settings, or another one.
    """
    for channel in SETTINGS:
        provider: object = configured_provider(channel)
        if not isinstance(provider, BaseProvider) or provider.REPORTS is None:
            continue
        known = provider.options.get(SECRET, "")
        if slug == provider.REPORTS.SLUG and known and constant_time_compare(secret, known):
            return channel, provider.REPORTS(provider.options)
    return None
