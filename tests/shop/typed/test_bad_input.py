"""Numbers that are none, and languages that nobody has: refused clearly, or read in the one way there is."""

import re
from contextlib import suppress
from decimal import Context, Decimal

import pytest
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.text.digits import parse_number
from tests.factories import make_user
from tests.guests.buying import read
from tests.helpers.shopping import make_product
from tools.buying.steps import add_to_basket, send

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
Line = get_model("basket", "Line")
LANGUAGES = pytest.mark.parametrize("language", ["fa", "ar", "en"])

# What can be read in one way only, and is shown back as that number.
READABLE = {
    "1۲": 12,
    "۱٢": 12,
    "１２": 12,
    "१२": 12,
    "+۱۲": 12,
    "۱۲٫۰": 12,
    "1\u200f2": 12,
    "\u202e۱۲": 12,
    "\u00a0۱۲ ": 12,
    "1_2": 12,  # as Python reads it
}
# What is no number of pieces, or not clearly one.
REFUSED = [
    "۱٫۵",
    "1.5",
    "٫۵",
    "۱۲۳٬۴۵",
    "۱٬۲٬۳",
    "1,2",
    "۱ ۲",
    "1\u00a02",
    "²",
    "①",
    "Ⅻ",
    "1️⃣",
    "½",
    "1e5",
    "۱e۵",
    "0x10",
    "NaN",
    "Infinity",
    "دوازده",
    "-۱",
    "−۱",
    "۰",
    "",
    "1\x00",
    "9" * 400,
    "۹" * 400,
    "9" * 5000,
    "۹" * 30,
]


def localized(name, language, *args):
    """Return a page's address in another language than the shop's."""
    return reverse(name, args=args).replace("/fa/", f"/{language}/", 1)


def shown_messages(client, language):
    """Return what the shop says at the top of the next page."""
    page = client.get(localized("basket:summary", language))
    return " ".join(str(message) for message in page.context["messages"])


@LANGUAGES
@pytest.mark.parametrize(("typed", "quantity"), READABLE.items())
def test_a_quantity_that_reads_in_one_way_only_is_taken_and_shown_back(client, language, typed, quantity):
    url = localized("basket:add", language, make_product(price=1000).pk)
    client.post(url, {"quantity": typed})
    assert Line.objects.get().quantity == quantity
    shown = {"fa": "۱۲", "ar": "١٢", "en": "12"}[language]
    page = read(client.get(localized("basket:summary", language)))
    assert f'value="{shown}"' in page


@LANGUAGES
@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_quantity_is_refused_in_the_readers_words(client, language, typed):
    client.post(localized("basket:add", language, make_product(price=1000).pk), {"quantity": typed})
    assert not Line.objects.exists()
    words = shown_messages(client, language)
    assert words
    if language != "en":
        assert not re.search("[A-Za-z]", words), words


# An empty field is a nought to Oscar, which takes the line out.
@pytest.mark.parametrize("typed", [typed for typed in REFUSED if typed not in ("", "۰")])
def test_a_refused_quantity_stays_in_its_field_and_changes_nothing(client, typed):
    send(client, add_to_basket(make_product(price=1000).pk, "3"))
    line = Line.objects.get()
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk, "form-0-quantity": typed}
    page = client.post(reverse("basket:summary"), form)
    line.refresh_from_db()
    assert line.quantity == 3
    [form] = page.context["formset"].forms
    assert form.errors["quantity"]
    # What is a number in one script, though none of pieces, is there in ASCII digits.
    kept = typed
    with suppress(ValueError):
        kept = kept if kept.isascii() else f"{parse_number(typed).normalize(Context(prec=500)):f}"
    assert form["quantity"].value() == kept


@pytest.mark.parametrize(
    ("typed", "charge"),
    [
        ("1۲", Decimal(12)),
        ("۱۲٬۵۰۰٫۵", Decimal("12500.5")),
        ("۱۲/۵", Decimal("12.5")),
        ("۱۲۳٬۴۵", None),
        ("۱٬۰۰۰٫۰۰۰٫۰", None),
        ("NaN", None),
        ("²", None),
        ("۱️⃣", None),
        ("۹" * 400, None),
        ("۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰", None),
        ("۱ تومان", None),
    ],
)
def test_a_price_in_the_dashboard_is_what_was_typed_or_refused(client, typed, charge):
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    method = get_model("shipping", "WeightBased").objects.create(name="پست")
    url = reverse("dashboard:shipping-method-detail", args=[method.pk])
    page = client.post(url, {"upper_limit": "1", "charge": typed})
    assert [band.charge for band in method.bands.all()] == ([] if charge is None else [charge])
    if charge is None:
        assert page.context["form"].errors["charge"]


@pytest.mark.parametrize("typed", ["10۰٠42", "1٠٠0۴۲", "\u202e۱۰۰۰۴۲"])
def test_an_order_is_found_by_its_number_in_mixed_digits(client, shopper, typed):
    factories.create_order(number="100042", user=shopper)
    client.force_login(shopper)
    page = client.get(reverse("customer:order-list"), {"order_number": typed})
    assert [order.number for order in page.context["orders"]] == ["100042"]


@LANGUAGES
@pytest.mark.parametrize("typed", ["SALAM²", "1️⃣", "\u202e", "\u202eSALAM", "۹" * 400, "1\x00"])
def test_a_voucher_that_there_is_not_is_refused(client, language, typed):
    client.post(localized("basket:add", language, make_product(price=1000).pk), {"quantity": "1"})
    shown_messages(client, language)
    page = client.post(localized("basket:vouchers-add", language), {"code": typed}, follow=True)
    assert page.status_code == 200
    assert "\u202e" not in read(page)
    assert not get_model("basket", "Basket").objects.get().vouchers.exists()


HOSTILE_LANGUAGES = [
    "xx",
    "../../etc/passwd",
    "x" * 10_000,
    "fa," * 3_000,
    "fa;q=9",
    "ar\x00",
    "\u202ear",
    "xx-u-nu-latn",
    "<script>",
    "%00",
    "*",
    "-",
    ";q=1",
]
HTML = '<html lang="fa" dir="rtl"'


def is_the_shops_own(page):
    """Tell whether a page is in the language that the shop has for those who name none."""
    return page.status_code == 200 and HTML in " ".join(read(page).split())


@pytest.mark.parametrize("language", HOSTILE_LANGUAGES)
def test_a_language_that_nobody_has_in_the_header_or_the_query_is_harmless(client, language):
    assert is_the_shops_own(client.get("/", headers={"Accept-Language": language}, follow=True))
    assert is_the_shops_own(client.get(reverse("basket:summary"), {"language": language}))


def test_a_variant_of_the_shops_language_is_that_language(client):
    for language in ("fa-IR-u-nu-latn", "fa-AF", "FA_ir"):
        assert is_the_shops_own(client.get("/", headers={"Accept-Language": language}, follow=True))


@pytest.mark.parametrize(
    "language", ["xx", "..%2f..%2fetc%2fpasswd", "x" * 10_000, "fa;q=9", "ar%00", "%E2%80%AEar"]
)
def test_a_language_that_nobody_has_in_the_address_leads_nowhere(client, language):
    assert client.get(f"/{language}/basket/", follow=True).status_code == 404
