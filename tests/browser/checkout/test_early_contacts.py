"""A contact is sent when its field is left, on a phone in Persian; the form waits for nothing."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll
from tools.buying.browser import Walk

SET = """
from support_plugin.models import SupportSettings
rows = SupportSettings.objects.filter(pk=SupportSettings.singleton_instance_id)
SupportSettings.get_solo()
rows.update(contact_noted_early={on}, consents_enabled={on})
"""
READ = """
from support_plugin.models import CartActivity
open({path!r}, "w").write(CartActivity.objects.filter(is_contact_typed=True).latest("last_active_at").email)
"""
CALL = "**/typed-contacts/"


@pytest.fixture
def gateway(strict_shop, new_page):
    """The page on which a guest gives the address, in a shop that keeps it early."""
    strict_shop.manage("shell", "-c", SET.format(on=True))
    page = new_page(viewport=PHONE)
    page.add_init_script(COUNT_VIOLATIONS)
    walk = Walk(page, f"{strict_shop.url}/fa")
    walk.put_in_basket()
    # The shop's own process learns of it within seconds: its cache is its own.
    for _look in range(20):
        page.goto(f"{strict_shop.url}/fa/checkout/")
        if page.locator("#support-guest-note").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator("#support-guest-note")).to_be_visible()
    yield page
    strict_shop.manage("shell", "-c", SET.format(on=False))


def sent(page, act):
    """Return what the browser sends when this is done, and whether the shop has taken it."""
    # Not the answer's body: the script does not read it, and the browser keeps none.
    with page.expect_response(CALL) as answer:
        act()
    return json.loads(answer.value.request.post_data), answer.value.status == 200


def test_it_is_sent_on_leaving_the_field_and_never_holds_up_the_form(gateway, strict_shop, tmp_path):
    page = gateway
    assert faults(page, ".support-guest") == []
    page.set_viewport_size(PHONE)
    assert no_sideways_scroll(page)
    field, box = page.locator("#support-guest-email"), page.locator(".support-consent input")
    field.fill("negar@example.com")
    body, noted = sent(page, field.blur)
    assert (body["contact"], body["consent"], noted) == ("negar@example.com", "", True)
    body, noted = sent(page, box.check)
    assert (bool(body["consent"]), noted) == (True, True)
    field.fill("negar@")
    assert sent(page, field.blur)[0]["contact"] == ""
    # Away from the network, it is sent when that is back.
    page.context.set_offline(True)
    field.fill("golnaz@example.com")
    with page.expect_event("requestfailed"):
        field.blur()
    body, noted = sent(page, lambda: page.context.set_offline(False))
    assert (body["contact"], noted) == ("golnaz@example.com", True)
    path = tmp_path / "known"
    strict_shop.manage("shell", "-c", READ.format(path=str(path)))
    assert path.read_text() == "golnaz@example.com"
    # A shop that never answers it is not waited for.
    page.route(CALL, lambda route: None)
    field.fill("last@example.com")
    with page.expect_navigation():
        page.locator(".support-guest [type=submit]").click()
    assert "/checkout/shipping-address/" in page.url
    assert page.evaluate("violations") == []
