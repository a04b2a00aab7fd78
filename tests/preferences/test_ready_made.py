"""The button that adds what is ready-made: one for all lists that have it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories import make_user
from tests.helpers.shopping import find_part

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("name", "label"), [("plan", "Add the ready-made plan"), ("promptrule", "Add the ready-made rules")]
)
def test_the_button_stands_first_and_only_for_who_may_add(admin_client, name, label):
    with translation.override("en"):
        page = reverse(f"admin:support_plugin_{name}_changelist")
        html = admin_client.get(page).content.decode()
        assert f'action="{reverse(f"admin:support_plugin_{name}_ready_made")}"' in html
        assert "support_plugin/preferences/object_tools.css" in html
        assert find_part(html, '<ul class="object-tools">', "</ul>").startswith(f"{label} Preview Add")
        client = Client()
        client.force_login(make_user("looks@example.com", (f"view_{name}",), is_staff=True))
        assert label not in client.get(page).content.decode()
