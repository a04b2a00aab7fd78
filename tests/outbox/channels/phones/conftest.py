"""Providers on this machine, and the settings that name them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support_plugin.outbox.channels.phones.texts import Text
from tests.outbox.channels.phones import providers
from tests.outbox.channels.phones.server import Server, running

PACKAGE = "support_plugin.outbox.channels.phones"
# The class of each, its channel's key, and options that it takes.
PROVIDERS = {
    "kavenegar": (f"{PACKAGE}.kavenegar.Kavenegar", "SMS", {"API_KEY": providers.KEY}),
    "sms_ir": (f"{PACKAGE}.sms_ir.SmsIr", "SMS", {"API_KEY": providers.KEY, "SENDER": providers.LINE}),
    "twilio": (
        f"{PACKAGE}.twilio.Twilio",
        "SMS",
        {"ACCOUNT_SID": providers.ACCOUNT, "AUTH_TOKEN": providers.TOKEN, "SENDER": "+15005550006"},
    ),
    "unifonic": (f"{PACKAGE}.unifonic.Unifonic", "SMS", {"API_KEY": providers.KEY, "SENDER": providers.NAME}),
    "whatsapp": (
        f"{PACKAGE}.whatsapp_cloud.WhatsAppCloud",
        "WHATSAPP",
        {"ACCESS_TOKEN": providers.TOKEN, "PHONE_NUMBER_ID": providers.PHONE_NUMBER_ID},
    ),
}
HOMES = {
    "kavenegar": "+98912",
    "sms_ir": "+98912",
    "twilio": "+44770",
    "unifonic": "+96650",
    "whatsapp": "+98912",
}


@pytest.fixture(scope="module")
def running_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(running_server: Server) -> Server:
    running_server.requests.clear()
    running_server.answer, running_server.hangs, running_server.hangs_up = None, False, False
    return running_server


@pytest.fixture
def use(settings: Any, server: Server) -> Callable[..., None]:
    """Name a provider in the settings, with options beside its own; None takes one away."""

    def name_it(provider: str, **options: Any) -> None:
        path, key, own = PROVIDERS[provider]
        chosen = {"URL": server.url, **own, **options}
        kept = {name: value for name, value in chosen.items() if value is not None}
        settings.SUPPORT_PLUGIN = {key: {"PROVIDER": path, "OPTIONS": kept}}

    return name_it


def text(to: str = "+989121234567", words: str = "سبد خرید شما منتظر است", **more: Any) -> Text:
    return Text(to, words, **more)
