import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin import cache
from support_plugin.notices.destination import choice_cookie
from support_plugin.notices.destination.forms import DestinationForm
from support_plugin.shop.places import offered
from tests.helpers.shopping import FARS, TEHRAN, find_html, find_part, make_address
from tests.notices.test_slots import money, read_line, read_total, show_basket

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def countries(db):
    country = get_model("address", "Country").objects.get_or_create
    for code, name in (("IR", "Iran"), ("DE", "Germany")):
        country(
            iso_3166_1_a2=code, defaults={"name": name, "printable_name": name, "is_shipping_country": True}
        )
    country(iso_3166_1_a2="FR", defaults={"name": "France", "printable_name": "France"})
    cache.clear()


def choose(client, **fields):
    data = {"country": "IR", "state": TEHRAN, "city": "", "postcode": "", "next": "/fa/basket/", **fields}
    return client.post(reverse("support_plugin:destination"), data)


def show_form(client, **given):
    """The form as the page of a script gets it."""
    address = reverse("support_plugin:destination")
    return client.get(address, given, headers={"X-Requested-With": "XMLHttpRequest"}).content.decode()


def kept(client):
    request = RequestFactory().get("/")
    request.COOKIES = {key: morsel.value for key, morsel in client.cookies.items()}
    return choice_cookie.read_choice(request)


def test_looking_at_pages_sets_no_cookie(guest):
    show_basket(guest)
    assert choice_cookie.COOKIE not in guest.cookies


def test_the_chosen_province_is_what_the_notice_is_reckoned_for(guest):
    answer = choose(guest)
    assert answer.status_code == 302
    assert answer["Location"] == "/fa/basket/#support-notice"
    with translation.override("en"):
        html = show_basket(guest)
        assert find_part(html, '<span class="support-chip">', "</span>") == "to Tehran"
        assert money(750_000) in read_line(html)
        choose(guest, state=FARS)
        assert money(1_000_000) in read_line(show_basket(guest))


def test_the_basket_names_one_total_where_the_shops_own_is_for_another_place(guest):
    with translation.override("en"):
        # The shop's basket page takes the tariff of the other provinces.
        shops_own = "You can choose another way at the checkout"
        choose(guest)
        page = show_basket(guest)
        assert shops_own not in page
        assert money(3_750_000) in read_total(page)
        choose(guest, state=FARS)
        page = show_basket(guest)
        assert money(4_000_000) in read_total(page)
        assert shops_own in page


def test_the_cookie_is_signed_and_out_of_reach_of_scripts(guest):
    cookie = choose(guest).cookies[choice_cookie.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert TEHRAN not in cookie.value


def test_the_cookie_is_secure_where_the_session_is(guest, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert choose(guest).cookies[choice_cookie.COOKIE]["secure"]


def test_the_shopper_can_have_it_forgotten(guest):
    choose(guest)
    assert 'name="forget"' in show_form(guest)
    choose(guest, forget="1")
    assert guest.cookies[choice_cookie.COOKIE].value == ""
    assert kept(guest) is None


FORGED = {
    "not signed": lambda: '{"country": "IR"}',
    "no cookie of ours": lambda: "nonsense",
    "signed for something else": lambda: signing.dumps(
        {"country": "IR", "state": TEHRAN}, salt="another salt"
    ),
    "no fields": lambda: signing.dumps(["IR"], salt=choice_cookie.SALT),
    "a number": lambda: signing.dumps({"country": 5}, salt=choice_cookie.SALT),
    "no code": lambda: signing.dumps({"country": "IRAN"}, salt=choice_cookie.SALT),
    "too long": lambda: signing.dumps({"country": "IR", "city": "x" * 5000}, salt=choice_cookie.SALT),
    "nothing": lambda: signing.dumps({"country": "IR", "state": None}, salt=choice_cookie.SALT),
}


# By name: a signature changes with the second, and the tests of two processes must have the same names.
@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_or_old_cookie_is_no_destination_and_breaks_no_page(guest, kind):
    plain = read_line(show_basket(guest))
    guest.cookies[choice_cookie.COOKIE] = FORGED[kind]()
    assert read_line(show_basket(guest)) == plain


def test_the_cookie_of_another_shop_counts_for_nothing(guest, settings):
    choose(guest)
    settings.SECRET_KEY = "of another shop"
    assert kept(guest) is None


def test_an_address_of_the_account_goes_before_the_choice(buyer, shopper):
    choose(buyer, state=FARS)
    make_address(shopper, TEHRAN, line4="تهران")
    html = show_basket(buyer)
    assert money(750_000) in read_line(html)
    assert "support-estimator" not in html


@pytest.mark.parametrize("typed", ["۱۴۱۷۶۱۳۱۵۱", "١٤١٧٦١٣١٥١", "1417613151", " 1417613151 "])
def test_a_postcode_is_read_in_all_three_sets_of_digits(guest, typed):
    choose(guest, postcode=typed)
    assert kept(guest)["postcode"] == "1417613151"


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "", "\\\\evil"]
)
def test_the_way_back_never_leaves_the_shop(guest, wanted):
    assert choose(guest, next=wanted)["Location"] == f"{reverse('basket:summary')}#support-notice"


@pytest.mark.parametrize("country", ["FR", "XX", "", HOSTILE])
def test_a_country_that_the_shop_does_not_send_to_is_refused_and_nothing_kept(guest, country):
    answer = choose(guest, country=country, city="Shiraz")
    assert choice_cookie.COOKIE not in answer.cookies
    page = answer.content.decode()
    assert find_part(page, 'id="support-destination-country_error">', "</span>")
    assert 'aria-describedby="support-destination-country_error"' in page
    # What was typed stays, and is not folded.
    assert 'value="Shiraz"' in page
    assert find_html(page, '<details class="support-more"', "</details>").startswith(" open")
    assert HOSTILE not in page + show_basket(guest)


def test_a_province_that_is_not_on_the_list_is_refused(guest):
    answer = choose(guest, state=HOSTILE)
    assert choice_cookie.COOKIE not in answer.cookies
    assert find_part(answer.content.decode(), 'id="support-destination-state_error">', "</span>")
    assert HOSTILE not in answer.content.decode()


def test_a_province_of_another_country_is_dropped(guest):
    choose(guest, country="DE", state=TEHRAN)
    assert kept(guest)["state"] == ""


def test_a_city_cannot_bring_markup_in(guest):
    choose(guest, city=HOSTILE)
    html = show_basket(guest)
    assert "&lt;script&gt;alert(1)" in html
    assert HOSTILE not in html


def test_the_form_asks_for_no_country_where_there_is_one(guest):
    get_model("address", "Country").objects.exclude(pk="IR").update(is_shipping_country=False)
    cache.clear()
    assert '<input type="hidden" name="country" value="IR"' in show_form(guest)
    choose(guest, country="")
    assert kept(guest)["country"] == "IR"


def test_the_destination_needs_the_csrf_token(guest):
    strict = Client(enforce_csrf_checks=True)
    assert choose(strict).status_code == 403


def test_no_page_carries_the_form_until_it_is_opened(guest):
    page = show_basket(guest)
    assert "data-support-estimator" in page
    assert 'name="state"' not in page


def test_the_form_without_a_script_is_a_page_that_leads_back(guest):
    page = show_basket(guest)
    address = find_part(find_html(page, '<div class="support-estimator-form', "</div>"), '<a href="', '"')
    answer = guest.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    form = answer.content.decode()
    assert 'name="state"' in form
    assert f'name="next" value="{reverse("basket:summary")}"' in form
    assert "<html" not in show_form(guest)


@pytest.mark.parametrize("wanted", ["//evil.example/", "javascript:alert(1)"])
def test_the_page_of_the_form_leads_nowhere_else(guest, wanted):
    show_basket(guest)
    form = guest.get(reverse("support_plugin:destination"), {"next": wanted}).content.decode()
    assert f'name="next" value="{reverse("basket:summary")}"' in form
    assert wanted not in form


def test_the_page_of_the_form_escapes_where_it_leads(guest):
    show_basket(guest)
    form = guest.get(reverse("support_plugin:destination"), {"next": f"/{HOSTILE}"}).content.decode()
    assert HOSTILE not in form


def test_the_page_of_the_form_goes_back_where_nothing_is_asked(buyer, shopper):
    make_address(shopper, TEHRAN, line4="تهران")
    answer = buyer.get(reverse("support_plugin:destination"), {"next": "/fa/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/fa/"


def test_the_fields_name_their_purpose_to_the_browser():
    form = DestinationForm()
    hints = {name: field.widget.attrs["autocomplete"] for name, field in form.fields.items()}
    assert hints == {
        "country": "shipping country",
        "state": "shipping address-level1",
        "city": "shipping address-level2",
        "postcode": "shipping postal-code",
    }


def test_places_are_read_once_for_many_pages(settings, django_assert_num_queries):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    offered.shipping_countries()
    offered.provinces()
    with django_assert_num_queries(0):
        assert dict(offered.shipping_countries())["IR"]
        assert len(offered.provinces()) == 31


def test_places_have_the_names_of_each_language():
    with translation.override("en"):
        assert dict(offered.provinces())[TEHRAN] == "Tehran"
    with translation.override("fa"):
        assert dict(offered.provinces())[TEHRAN] == "تهران"


def test_log_out_deletes_the_destination(buyer):
    choose(buyer)
    answer = buyer.get(reverse("customer:logout"))
    assert answer.cookies[choice_cookie.COOKIE].value == ""


def test_what_somebody_chose_who_was_logged_in_is_read_for_nobody_else(buyer):
    choose(buyer)
    signed = buyer.cookies[choice_cookie.COOKIE].value
    request = RequestFactory().get("/")
    request.COOKIES = {choice_cookie.COOKIE: signed}
    request.user = AnonymousUser()
    assert choice_cookie.read_choice(request) is None
    request.user = buyer_of(buyer)
    assert choice_cookie.read_choice(request)["state"] == TEHRAN


def buyer_of(client):
    return get_user_model().objects.get(pk=client.session["_auth_user_id"])


def choose_in_place(client, **fields):
    data = {"country": "IR", "state": TEHRAN, "city": "", "postcode": "", "next": "/fa/basket/", **fields}
    url = reverse("support_plugin:destination")
    return client.post(url, data, headers={"X-Requested-With": "XMLHttpRequest"}, follow=True)


def test_the_script_gets_the_page_with_the_new_figures_and_no_message_for_a_later_page(guest):
    with translation.override("en"):
        page = choose_in_place(guest, next="/en/basket/").content.decode()
        assert money(750_000) in read_line(page)
    assert kept(guest)["state"] == TEHRAN
    page = choose_in_place(guest, forget="1").content.decode()
    assert "alert" not in find_part(page, '<div id="messages"', "</div>")
    assert kept(guest) is None


def test_the_script_gets_what_is_wrong_by_field(guest):
    answer = choose_in_place(guest, state=HOSTILE)
    assert answer.status_code == 400
    assert list(answer.json()) == ["state"]
    assert choice_cookie.COOKIE not in guest.cookies


def test_the_form_asks_for_the_province_and_folds_the_rest(guest):
    form = DestinationForm()
    assert [field.name for field in form.asked_first] == ["country", "state"]
    assert [field.name for field in form.asked_later] == ["city", "postcode"]
    assert form.fields["state"].choices[0][0] == ""
    with translation.override("en"):
        assert form.fields["state"].choices[0][1] == "Choose a province"
    folded = find_html(show_form(guest), '<details class="support-more"', "</details>")
    assert 'name="city"' in folded
    assert 'name="postcode"' in folded
    assert not folded.startswith(" open")


def test_what_was_entered_beyond_the_province_is_not_folded(guest):
    choose(guest, city="ری")
    assert find_html(show_form(guest), '<details class="support-more"', "</details>").startswith(" open")


def test_a_shop_without_a_list_of_provinces_gets_the_city(monkeypatch):
    monkeypatch.setattr(offered, "provinces", list)
    assert [field.name for field in DestinationForm().asked_first] == ["country", "city"]


def test_the_words_about_the_cookie_stand_after_the_button(guest):
    with translation.override("en"):
        page = show_form(guest)
    assert page.index("Show the cost") < page.index("stays on this device alone")
