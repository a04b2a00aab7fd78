"""Addresses below a script prefix. With real servers: tests/prefix."""

import asyncio

import pytest
from django.core.asgi import get_asgi_application
from django.test import RequestFactory
from django.urls import get_script_prefix, reverse, set_script_prefix

from support_plugin.asgi import with_support
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.payloads import attachment_json
from support_plugin.shop.checkout.steps import open_view


@pytest.fixture
def below_shop():
    """The context of a request below /shop."""
    set_script_prefix("/shop/")
    yield
    set_script_prefix("/")


@pytest.mark.parametrize(
    ("forced", "root_path", "path", "is_ours"),
    [
        (None, "", "/support/ws/", True),
        (None, "/shop", "/shop/support/ws/", True),
        (None, "/shop/", "/shop/support/ws/", True),
        (None, "/shop", "/support/ws/", True),
        ("/shop", "", "/shop/support/ws/", True),
        ("/shop", "", "/support/ws/", True),
        ("/shop/", "", "/shop/support/ws/", True),
        ("/shop", "/shop", "/shop/support/ws/", True),
        (None, "", "/shop/support/ws/", False),
        (None, "/shop", "/shop/shop/support/ws/", False),
        (None, "/shop", "/other/support/ws/", False),
        (None, "/shop", "/shopsupport/ws/", False),
        (None, None, "/support/ws", False),
    ],
)
def test_the_socket_is_found_as_servers_and_proxies_have_its_path(
    settings, forced, root_path, path, is_ours, monkeypatch
):
    settings.FORCE_SCRIPT_NAME = forced
    application = with_support(get_asgi_application())
    reached, prefixes = [], []

    async def socket(scope, receive, send):
        reached.append("ours")
        prefixes.append(get_script_prefix())

    async def shop(scope, receive, send):
        reached.append("the shop's")

    application.socket, application.application = socket, shop
    scope = {"type": "websocket", "path": path, "headers": []}
    if root_path is not None:
        scope["root_path"] = root_path
    asyncio.run(application(scope, None, None))
    assert reached == ["ours" if is_ours else "the shop's"]
    if is_ours:
        assert prefixes == ["/shop/" if forced or root_path else "/"]


def test_the_shops_views_are_found_below_a_prefix(below_shop):
    assert reverse("checkout:index").startswith("/shop/")
    for name in ("index", "shipping-method"):
        assert open_view(RequestFactory().get("/"), name) is not None


async def test_addresses_made_for_a_socket_have_its_prefix(below_shop):
    thread = DatabaseThread("test")
    shown = await thread.run(attachment_json, Attachment(kind="image"))
    assert shown["url"].startswith("/shop/")
    assert shown["thumbnail"].startswith("/shop/")
    set_script_prefix("/")
    assert not (await thread.run(attachment_json, Attachment(kind="image")))["url"].startswith("/shop/")
    thread.close()
