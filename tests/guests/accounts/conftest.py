"""An order of a guest's and the link that makes it an account's."""

import pytest
from django.test import Client

from tests.guests.buying import ask_for_link


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}


@pytest.fixture
def link(client, order):
    """The link that the button on the thank-you page had mailed."""
    return ask_for_link(client)


@pytest.fixture
def stranger():
    """Somebody else's browser."""
    return Client()
