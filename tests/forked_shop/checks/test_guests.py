import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.models import SupportSettings
from tests.factories import PASSWORD, make_user
from tests.forked_shop.checks.conftest import Browser
from tests.forked_shop.checks.test_pages import go_to, read
from tools.buying.addresses import DUBAI_ADDRESS
from tools.buying.steps import PLACE_ORDER, add_to_basket, ship_to

pytestmark = pytest.mark.django_db


def test_the_basket_page_leads_a_guest_to_the_address(browser):
    page = read(browser, reverse("basket:summary"))
    form = page[page.index('class="support-guest"') :].partition("</form>")[0]
    action = re.search(r'action="([^"]*)"', form)[1]
    answer = browser.submit(action, username="amal@example.com", options="anonymous")
    assert answer.url == reverse("checkout:shipping-address")


def test_the_address_step_folds_what_the_country_does_not_need(browser):
    page = read_address_form(browser)
    shown, _start, folded = page.partition("<details")
    # Oscar's own form, which has one country and so no field for it: what it requires is shown in any case.
    assert re.findall(r'data-field="(\w+)"', shown) == [
        "first_name", "last_name", "line1", "line4", "state", "phone_number",
    ]  # fmt: skip
    # Oscar's default requires a postcode; the Emirates have none.
    assert re.findall(r'data-field="(\w+)"', folded) == ["line2", "line3", "postcode", "notes"]
    state = re.search(r'<input[^>]*name="state"[^>]*>', shown)[0]
    assert " required" in state
    assert 'list="support-divisions-AE"' in state
    assert '<option value="Ras Al Khaimah">' in folded


def test_an_address_in_the_emirates_is_taken_without_postcode(browser):
    go_to(browser, "shipping-address")
    answer = browser.send(ship_to(DUBAI_ADDRESS, postcode="", state="Dubai"))
    assert answer.status_code == 302, answer.content


def read_address_form(browser):
    page = go_to(browser, "shipping-address")
    return page[page.index('id="new_shipping_address"') :].partition("</form>")[0]


def test_the_account_takes_over_the_order_under_this_user_model(browser):
    page = go_to(browser, "thank-you")
    assert 'class="support-offer"' in page
    mail.outbox.clear()
    browser.submit(reverse("support_plugin:guest-account-mail"))
    [message] = mail.outbox
    link = re.search(r"http://[^/\s]+(/shop/support/account/\S+/)", message.body)[1]
    other = Browser()
    assert other.get(link, follow=True).status_code == 200
    answer = other.submit(reverse("support_plugin:guest-account"), password1=PASSWORD, password2=PASSWORD)
    assert answer.status_code == 302, answer.content
    order = get_model("order", "Order").objects.get()
    assert order.user == get_user_model().objects.get(email="amal@example.com")
    assert order.user.addresses.get().line1 == DUBAI_ADDRESS["line1"]
    assert other.get(answer.url).status_code == 200
    assert Browser().get(link, follow=True).status_code == 404


def test_a_returning_shopper_has_the_steps_filled_in_once_the_owner_wants_it(product):
    SupportSettings.objects.create(express_enabled=True)
    person = make_user("amal@example.com", nickname="Amal")
    browser = Browser(person)
    read(browser, product.get_absolute_url())
    used_express = False
    for _ in range(2):
        browser.send(add_to_basket(product.pk))
        page = read(browser, reverse("basket:summary"))
        if 'class="support-express"' in page:
            answer = browser.submit(reverse("support_plugin:express"))
            used_express = True
            # This shop keeps nothing of how an order was paid.
            assert answer.url == reverse("checkout:payment-method")
            browser.send(PLACE_ORDER)
        else:
            go_to(browser, "thank-you")
    assert get_model("order", "Order").objects.filter(user=person).count() == 2
    assert used_express


def test_a_shop_that_wants_an_account_has_none_of_it(browser, settings):
    settings.OSCAR_ALLOW_ANON_CHECKOUT = False
    assert 'class="support-guest"' not in read(browser, reverse("basket:summary"))
