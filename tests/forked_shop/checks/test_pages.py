import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.search.queries import find_ids
from support_plugin.search.query_rewriting import rewrite_query
from support_plugin.trust.models import Badge
from tests.forked_shop.checks.conftest import Browser
from tools.buying.addresses import DUBAI_ADDRESS
from tools.buying.steps import PLACE_ORDER, Step, enter_as_guest, ship_by, ship_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def badge(db):
    """A badge at every place."""
    places = ["payment", "basket", "footer"]
    return Badge.objects.create(provider="Chamber of Commerce", kind="company", placements=places)


def read(browser, url):
    """Return a page's text, spaces made one."""
    response = browser.get(url)
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


def go_to(browser, step):
    """Go through the checkout as a guest, up to before this step."""
    for form in (
        enter_as_guest("amal@example.com"),
        ship_to(DUBAI_ADDRESS),
        ship_by("van"),
        # The fork asks nothing here.
        Step("checkout:payment-details", {}),
        PLACE_ORDER,
    ):
        if form.page == f"checkout:{step}":
            break
        browser.send(form)
    return read(browser, reverse(f"checkout:{step}"))


def test_the_basket_page_shows_its_slots_beside_the_forks_own_words(browser):
    page = read(browser, reverse("basket:summary"))
    assert "forked basket" in page
    assert 'id="forked-base"' in page
    assert page.count("<support-chat") == 1
    assert 'data-session="/shop/support/api/v1/session/"' in page
    # The forked repository's charge, and the whole total.
    assert "By van" in page
    assert "21.50" in page
    assert "121.50" in page
    # At "basket" and "footer", by the app's templates that this shop did not replace.
    assert page.count("Chamber of Commerce") == 2


def test_the_shops_own_gateway_shows_its_slots_by_tag(browser):
    page = read(browser, reverse("checkout:index"))
    assert 'id="forked-gateway"' in page
    assert "forked checkout" in page
    assert page.count('class="support-guest"') == 1
    assert page.count("Chamber of Commerce") == 1
    assert "121.50" in page
    assert page.count("<support-chat") == 1


def test_the_prompt_leads_a_guest_to_the_address(browser):
    url = reverse("checkout:index")
    page = read(browser, url)
    form = page[page.index('class="support-guest"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form))
    email = re.search(r'id="support-guest-email" name="(\w+)"', form)[1]
    answer = browser.post(url, {**hidden, email: "amal@example.com"})
    assert answer.status_code == 302
    assert answer.url == reverse("checkout:shipping-address")


@pytest.mark.parametrize("step", ["shipping-address", "payment-details", "preview"])
def test_the_checkout_pages_answer_and_carry_the_launcher(browser, step):
    page = go_to(browser, step)
    assert page.count("<support-chat") == 1
    assert page.count("Chamber of Commerce") == (1 if step == "payment-details" else 0)


def test_an_order_is_placed_at_the_total_that_was_shown(browser):
    page = go_to(browser, "thank-you")
    order = get_model("order", "Order").objects.get()
    assert order.number == f"F-{100000 + order.basket_id}"
    assert order.number in page
    assert str(order.total_incl_tax) == "121.50"


def test_the_log_in_page_is_the_forks_own(client):
    assert "forked customer" in read(client, reverse("customer:login"))


def test_the_search_knows_the_shops_own_people(commits):
    person = get_user_model().objects.create_user("negar@example.com", nickname="نگار")
    assert find_ids("customer", "NEGAR@", 5) == [str(person.pk)]
    assert rewrite_query("نگار", "customer") == "نگار"
    person.delete()
    assert not find_ids("customer", "negar@", 5)


def test_our_own_pages_have_styles_and_scripts_below_a_base_template_without_blocks_for_them(browser, agent):
    desk = Browser(agent)
    for page, parts in (
        (read(desk, reverse("support_plugin:desk")), ("desk/desk.css", "desk/desk.js", "support-desk-data")),
        (read(desk, reverse("support_plugin:desk-search")), ("desk/desk.css", "desk/search.css")),
        (read(browser, reverse("support_plugin:chat")), ("chat/page.css",)),
    ):
        for part in parts:
            assert part in page
