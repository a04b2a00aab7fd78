"""The step of the address begins with the chosen destination, and the notice follows what is entered."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin import cache
from support_plugin.notices.models import NoticeSettings
from tests.guests.buying import make_country
from tests.helpers.shopping import FARS, TEHRAN, make_product, put_into_cart
from tests.notices.destination.test_destination import HOSTILE, choose
from tests.notices.test_slots import BOX, money, read_line, read_total
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import enter_as_guest, send, ship_by, ship_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _countries(db):
    for code in ("IR", "DE"):
        make_country(code)
    cache.clear()


@pytest.fixture
def entering(client):
    """A guest's browser that is about to enter the address."""
    put_into_cart(client, make_product(), 3)
    return client


def address_step(client):
    send(client, enter_as_guest())
    return client.get(reverse("checkout:shipping-address"))


def values(page):
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in ("country", "state", "line4", "postcode")}


def test_the_address_form_begins_with_the_destination_that_the_shopper_chose(entering):
    choose(entering, state=FARS, city="شیراز", postcode="۷۱۳۴۸۱۴۳۳۶")
    page = address_step(entering)
    assert values(page) == {"country": "IR", "state": FARS, "line4": "شیراز", "postcode": "7134814336"}
    assert f'<option value="{FARS}" selected' in page.content.decode()


def test_a_destination_abroad_is_carried_without_a_province_of_the_shops_own_country(entering):
    choose(entering, country="DE", state="", city="Berlin", postcode="10115")
    assert values(address_step(entering)) == {
        "country": "DE",
        "state": "",
        "line4": "Berlin",
        "postcode": "10115",
    }


def test_without_a_choice_the_form_begins_as_before(entering):
    assert values(address_step(entering)) == {"country": "IR", "state": "", "line4": "", "postcode": ""}


def test_what_was_sent_before_goes_before_the_choice(entering):
    choose(entering, state=TEHRAN, city="تهران")
    address_step(entering)
    send(entering, ship_to(TEHRAN_ADDRESS, state=FARS, line4="کازرون"))
    page = entering.get(reverse("checkout:shipping-address"))
    assert values(page)["state"] == FARS
    assert values(page)["line4"] == "کازرون"


def test_a_city_that_was_chosen_cannot_bring_markup_into_the_form(entering):
    choose(entering, city=HOSTILE)
    assert HOSTILE not in address_step(entering).content.decode()


def follow(client, **place):
    return client.get(reverse("support_plugin:notice-address"), place)


def test_the_notice_and_the_total_are_those_of_the_place_that_is_chosen(entering):
    with translation.override("en"):
        page = follow(entering, country="IR", state=TEHRAN).content.decode()
        assert money(750_000) in read_line(page)
        assert read_total(page) == f"Total to pay {money(3_750_000)}"
        page = follow(entering, country="IR", state=FARS).content.decode()
        assert money(1_000_000) in read_line(page)
        abroad = follow(entering, country="DE", city="Berlin", postcode="10115").content.decode()
        assert money(1_000_000) not in abroad
        assert "to Berlin" in read_line(abroad)


def test_following_keeps_nothing(entering):
    page = address_step(entering)
    before = dict(entering.session)
    answer = follow(entering, country="DE")
    assert not answer.cookies
    assert dict(entering.session) == before
    assert answer["Cache-Control"] == "private, no-store"
    assert values(page)["country"] == "IR"


@pytest.mark.parametrize(
    "place",
    [{}, {"country": "XX"}, {"country": HOSTILE}, {"country": ""}, {"state": TEHRAN}],
)
def test_a_place_that_the_shop_does_not_send_to_has_no_notice(entering, place):
    assert follow(entering, **place).status_code == 404


def test_long_and_hostile_parts_break_nothing(entering):
    answer = follow(entering, country="IR", state="x" * 5000, city=HOSTILE, postcode="\x00" * 9)
    assert answer.status_code == 200
    assert HOSTILE not in answer.content.decode()


def test_an_empty_cart_and_a_notice_switched_off_have_none(client, entering):
    NoticeSettings.objects.create(on_checkout=False)
    assert follow(entering, country="IR").status_code == 404
    entering.session.flush()


def test_too_many_questions_are_refused(entering, settings):
    settings.SUPPORT_PLUGIN = {"QUOTES_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 1}
    assert [follow(entering, country="IR").status_code for _number in range(4)][-1] == 429


def test_only_the_page_with_the_address_form_follows(entering):
    mark = "data-support-follow-url"
    assert mark in address_step(entering).content.decode()
    send(entering, ship_to(TEHRAN_ADDRESS), ship_by())
    page = entering.get(reverse("checkout:payment-details")).content.decode()
    assert BOX in page
    assert mark not in page
    again = entering.get(reverse("checkout:shipping-address")).content.decode()
    assert 'data-support-renew="charge"' in again
