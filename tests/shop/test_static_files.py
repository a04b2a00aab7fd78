"""Static files' addresses: asked once where they cannot change, again where they may."""

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import Storage

from support_plugin import cache
from support_plugin.shop.static_files import static_address

HERE = "tests.shop.test_static_files"
ASKED = []


class OnThisMachine(StaticFilesStorage):
    """Notes what it is asked."""

    def url(self, name):
        """Return the address that Django's own gives."""
        ASKED.append(name)
        return super().url(name)


class Signed(Storage):
    """Signs each address again."""

    def url(self, name):
        """Return another address each time."""
        ASKED.append(name)
        return f"https://cdn.example/{name}?{len(ASKED)}"


@pytest.fixture
def use(settings):
    def choose(storage):
        settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": f"{HERE}.{storage}"}}
        ASKED.clear()

    return choose


def test_a_storage_of_this_machines_files_is_asked_once(use):
    use("OnThisMachine")
    first = static_address("support_plugin/slots.css")
    cache.clear()
    assert static_address("support_plugin/slots.css") == first == "/static/support_plugin/slots.css"
    assert ASKED == ["support_plugin/slots.css"]


def test_any_other_storage_is_asked_again_once_the_cache_has_forgotten(use):
    use("Signed")
    addresses = [static_address("a.js"), static_address("a.js")]
    cache.clear()
    addresses.append(static_address("a.js"))
    assert addresses == [
        "https://cdn.example/a.js?1",
        "https://cdn.example/a.js?1",
        "https://cdn.example/a.js?2",
    ]


def test_other_settings_give_other_addresses(use, settings):
    use("OnThisMachine")
    static_address("a.js")
    settings.STATIC_URL = "/files/"
    assert static_address("a.js") == "/files/a.js"
