"""Names, addresses and other texts of strangers: what would turn a page around does not get in."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.http import QueryDict
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.shop.typed.form_texts import strip_bidi_controls
from tests.factories import PASSWORD, make_user
from tests.guests.buying import alternatives, buy, read, send_address, start
from tests.helpers.shopping import make_product
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import add_to_basket, send

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
CONTROLS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
OVERRIDE = "\u202e"


def is_straight(text):
    """Tell whether nothing in the text turns what comes after it; isolates of the app's own are closed."""
    closed = re.sub(f"\u2068([^{''.join(CONTROLS)}]*)\u2069", r"\1", text)
    return not any(control in closed for control in CONTROLS)


@pytest.fixture
def order(client):
    """The order of a guest with every control in name, address and notes; the session is still theirs."""
    hostile = "".join(CONTROLS)
    names = ("first_name", "last_name", "line1", "line2", "notes")
    fields = dict.fromkeys(names, f"{OVERRIDE}abc{hostile}علی")
    return buy(client, **fields)


def test_an_order_holds_the_words_alone(order):
    address = order.shipping_address
    for text in (address.first_name, address.last_name, address.line1, address.line2, address.notes):
        assert text == "abcعلی"


def test_the_buyers_pages_and_mail_are_straight(order, client):
    status = reverse("customer:anon-order-form", args=[order.number, order.verification_hash()])
    pages = [
        read(client.get(reverse("checkout:thank-you"))),
        read(client.post(status, {"email": order.guest_email}, follow=True)),
    ]
    [confirmation] = [message for message in mail.outbox if order.number in message.subject + message.body]
    texts = [*pages, confirmation.subject, confirmation.body, *alternatives(confirmation)]
    for text in texts[:2] + texts[3:]:
        assert "abcعلی" in text
    assert all(map(is_straight, texts))


def test_the_dashboard_is_straight(order, client):
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    for page in (
        client.get(reverse("dashboard:order-list")),
        client.get(reverse("dashboard:order-detail", args=[order.number])),
    ):
        assert order.number in read(page)
        assert is_straight(read(page))
    assert "abcعلی" in read(page)


@pytest.mark.parametrize("control", CONTROLS)
def test_a_name_in_the_profile_and_a_review_lose_each_control(client, shopper, control):
    client.force_login(shopper)
    form = {"first_name": f"نگار{control}", "last_name": f"{control}رضایی", "email": shopper.email}
    client.post(reverse("customer:profile-update"), form)
    shopper.refresh_from_db()
    assert shopper.get_full_name() == "نگار رضایی"
    product = make_product()
    form = {"title": f"{control}خوب", "score": 5, "body": f"قیمت {control}1000"}
    url = reverse("catalogue:reviews-add", kwargs={"product_slug": product.slug, "product_pk": product.pk})
    client.post(url, form)
    review = get_model("reviews", "ProductReview").objects.get()
    assert (review.title, review.body) == ("خوب", "قیمت 1000")


def test_a_link_cannot_turn_the_search_page_around(client):
    make_product()
    page = read(client.get(reverse("search:search"), {"q": f"زعفران {OVERRIDE}000,1"}))
    assert "زعفران 000,1" in page
    assert is_straight(page)


def test_marks_that_people_type_stay():
    written = QueryDict(mutable=True)
    written.update({"first_name": "علی‌رضا", "notes": "\u200fسلام (SF-1)\u200e", "last_name": "ي ك"})
    assert strip_bidi_controls(written) is written


def test_passwords_stay_as_typed(client):
    form = {
        "email": "new@example.com",
        "password1": f"{OVERRIDE}{PASSWORD}",
        "password2": f"{OVERRIDE}{PASSWORD}",
    }
    client.post(reverse("customer:register"), form)
    assert get_user_model().objects.get().check_password(f"{OVERRIDE}{PASSWORD}")


def test_what_staff_write_is_left_alone(client):
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    isolated = "\u2068SF-1\u2069 تهران"
    client.post(reverse("dashboard:partner-create"), {"name": isolated})
    assert get_model("partner", "Partner").objects.filter(name=isolated).exists()


@pytest.mark.parametrize("quantity", ["1۲", "۱٢", "١2"])
def test_a_quantity_in_two_scripts_is_shown_in_one(client, quantity):
    product = make_product(price=1000)
    send(client, add_to_basket(product.pk, quantity))
    assert get_model("basket", "Line").objects.get().quantity == 12
    page = read(client.get(reverse("basket:summary")))
    assert 'value="۱۲"' in page
    assert quantity not in page


@pytest.mark.parametrize("quantity", ["1٬۲۰", "۱.2", "١٢x"])
def test_what_is_no_number_in_any_script_is_refused(client, quantity):
    product = make_product(price=1000)
    send(client, add_to_basket(product.pk, quantity))
    assert not get_model("basket", "Line").objects.exists()


def test_a_code_in_several_scripts_is_kept_in_one(client):
    start(client)
    send_address(client, phone_number="۰۹١٢1234567", postcode="١٤۳۴567890")
    kept = client.session["checkout_data"]["shipping"]["new_address_fields"]
    assert kept["postcode"] == "1434567890"
    assert kept["phone_number"].replace(" ", "") == "+989121234567"


@pytest.mark.parametrize("language", ["fa", "ar"])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("postcode", "123"),
        ("postcode", ""),
        ("phone_number", "0912"),
        ("phone_number", "x"),
        ("phone_number", ""),
    ],
)
def test_a_refusal_is_shown_in_the_readers_language(client, language, field, typed):
    start(client)
    url = reverse("checkout:shipping-address").replace("/fa/", f"/{language}/")
    page = client.post(url, {**TEHRAN_ADDRESS, field: typed})
    [error] = page.context["form"].errors[field]
    # The country's name is the test's, not the shop's.
    shown = str(error).replace("IR", "").replace(typed or " ", "")
    assert not any(letter.isascii() and letter.isalpha() for letter in shown), error


@pytest.mark.parametrize("cookie", ["xx", "fa-XX-xx", "<script>", "../../etc", "x" * 3000, "%E2%80%AE"])
def test_an_unknown_language_in_the_cookie_is_harmless(client, cookie):
    client.cookies["django_language"] = cookie
    for path in ("/", "/fa/basket/"):
        page = client.get(path, follow=True)
        assert page.status_code == 200
        assert '<html lang="fa" dir="rtl"' in " ".join(read(page).split())
