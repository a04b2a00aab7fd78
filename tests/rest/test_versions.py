"""What the calls and the socket say they can do."""

import re

import pytest
from django.urls import reverse

from support_plugin.rest.versions import ABOUT, FEATURES
from tools.paths import ROOT

pytestmark = pytest.mark.django_db


def test_the_protocols_page_names_the_features_that_are_announced(client):
    page = (ROOT / "docs" / "protocol.md").read_text()
    named = page.partition("Features of this version:")[2].partition(".\n")[0]
    assert re.findall(r"`(\w+)`", named) == FEATURES
    session = client.get(reverse("support_plugin:api-session")).json()
    assert {name: session[name] for name in ABOUT} == ABOUT
