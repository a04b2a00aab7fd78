"""Staff look at the calls in a browser; to everybody else they are JSON."""

import re

import pytest
from django.test import Client, modify_settings
from django.urls import reverse

from tests.chat.helpers import Browser
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture
def with_templates():
    """A shop with Django REST framework's templates and style sheets."""
    with modify_settings(INSTALLED_APPS={"append": "rest_framework"}):
        yield


def page_for(user):
    client = Client()
    if user:
        client.force_login(user)
    return client.get(reverse("support_plugin:api-session"), headers={"Accept": HTML})


def test_staff_who_are_logged_in_get_a_page(staff, with_templates):
    page = page_for(staff)
    assert page["Content-Type"].startswith("text/html")
    assert "no-store" in page["Cache-Control"]
    assert "csrf_token" in page.content.decode()


def test_everybody_else_gets_json_and_no_page_also_when_refused(shopper, with_templates):
    for user in (None, shopper):
        assert page_for(user)["Content-Type"] == "application/json"
    answer = Browser().call("POST", "api-conversations", data={}, Accept=HTML, **{"X-CSRFToken": "x"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")


def test_the_page_needs_no_inline_script_or_style(staff, with_templates):
    html = page_for(staff).content.decode()
    assert not re.search(r"<[^>]+\s(on\w+|style)=", html)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert "<style" not in html


def test_what_a_shopper_wrote_is_no_markup_there(agent, with_templates):
    shopper = Browser(make_user("evil@example.com", first_name="<script>xss()</script>"))
    public_id = shopper.start("<script>xss(1)</script>").json()["conversation"]["id"]
    client = Client()
    client.force_login(agent)
    for name, args in (("api-conversations", []), ("api-conversation", [public_id])):
        page = client.get(reverse(f"support_plugin:{name}", args=args), headers={"Accept": HTML})
        assert page["Content-Type"].startswith("text/html")
        assert "xss(" in page.content.decode()
        assert "<script>xss" not in page.content.decode()


def test_a_shop_without_rest_frameworks_templates_has_json_only(staff):
    assert page_for(staff)["Content-Type"] == "application/json"
