"""Each reminder's e-mail as its reader gets it. MAIL_PICTURES=folder keeps what is to be looked at by eye."""

import os
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.utils import translation
from oscar.core.loading import get_model
from oscar.test.factories import create_stockrecord

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import PlanStep, Reminder
from support_plugin.carts.reminders.samples import mail_on
from support_plugin.carts.reminders.sending.contents import MOST_LINES, describe_cart, make_mail
from support_plugin.shop.cart_facts import read_carts
from support_plugin.shop.products import sold_products
from support_plugin.text.bidi import BIDI_CONTROLS, isolate
from tests.helpers.shopping import make_product
from tools.paths import ROOT

pytestmark = pytest.mark.django_db

PICTURES = ROOT / "example_shop" / "demo_data" / "pictures"
SHOP = "https://shop.example"
KEPT = os.environ.get("MAIL_PICTURES")
TITLES = {"fa": "زعفران سرگل ممتاز", "ar": "زعفران سرجل فاخر", "en": "Saffron, all red"}
DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "en": "0123456789"}
TOMAN = {"fa": "تومان", "ar": "تومان", "en": "Toman"}
VOUCHER = {"code": "SUP-7F3K-92QD", "until": "", "words": f"{isolate('10 %')}: best of all"}
ADDRESSES = {
    "link": f"{SHOP}/fa/support/cart/{'x' * 43}/",
    "stop": f"{SHOP}/fa/support/reminders/stop/{'y' * 90}/",
}
LONG = "زعفران‌سرگل‌ممتاز" * 14


class Reading(HTMLParser):
    """What a mail program gets from a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self._texts, self._open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"title", "style"} & set(self._open) and data.strip():
            self._texts.append((data.strip(), tuple(self._open)))

    @property
    def words(self):
        return [text for text, _open in self._texts]

    def isolated(self):
        return [text for text, opened in self._texts if "bdi" in opened]

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def make_ware(language="fa", title="", price=1_250_000, picture="", **fields):
    made = make_product(price, **fields)
    for code, name in TITLES.items():
        setattr(made, f"title_{code}", title or name)
    made.save()
    if picture:
        file = ContentFile((PICTURES / picture).read_bytes(), name=picture)
        get_model("catalogue", "ProductImage").objects.create(product=made, original=file)
    return made


@pytest.fixture
def write(prefer, plan):
    """Return a function that writes the mail about some products, each so many times."""
    prefer(rial_unit="toman")

    def run(language, wares, voucher=None, obstacle="", name="", **step):
        lines = [SimpleNamespace(product_id=ware.pk, quantity=number) for ware, number in wares]
        with translation.override(language):
            products = sold_products({ware.pk for ware, _number in wares})
            cart = describe_cart(SimpleNamespace(lines=lines), products)
            made = make_mail(
                PlanStep(plan=plan, **step), Abandonment(obstacle=obstacle), cart, ADDRESSES, voucher=voucher
            )
        if KEPT:
            Path(KEPT, f"{name}-{language}.html").write_text(made.html, encoding="utf-8")
            Path(KEPT, f"{name}-{language}.txt").write_text(
                f"{made.subject}\n\n{made.text}", encoding="utf-8"
            )
        return made

    return run


def without_isolates(text):
    return "".join(sign for sign in text if sign not in BIDI_CONTROLS)


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_each_reader_gets_direction_digits_and_money_of_their_own(write, language):
    wares = [(make_ware(picture="BOK-601.webp"), 2), (make_ware(price=730_000, picture="BOK-602.webp"), 1)]
    made = write(language, wares, voucher=VOUCHER, obstacle="payment_failed", name="two")
    page = Reading(made.html)
    direction = "ltr" if language == "en" else "rtl"
    assert page.of("html") == [{"lang": language, "dir": direction}]
    assert {one["dir"] for one in page.of("table") + page.of("body")} == {direction}
    shown = " ".join(page.words).replace(VOUCHER["code"], "").replace(VOUCHER["words"], "")
    assert set(re.findall(r"\d", shown)) <= set(DIGITS[language])
    total = next(text for text in page.isolated() if text.startswith(("۳", "٣", "3")))
    assert TOMAN[language] in shown
    assert "IRR" not in shown
    # 2 × 125,000 + 73,000.
    assert (
        re.sub(r"\D", "", total).translate({ord(sign): str(n) for n, sign in enumerate(DIGITS[language])})
        == "323000"
    )
    assert not made.subject[0].isspace()
    assert not set(made.subject) & set(BIDI_CONTROLS + "\r\n")


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_names_and_amounts_cannot_turn_the_sentence_around(write, language):
    made = write(language, [(make_ware(title="A‮evil 3"), 2)], voucher=VOUCHER)
    page = Reading(made.html)
    loose = [text for text in page.words if text not in page.isolated()]
    assert not [text for text in loose if re.search(r"\d|evil", without_marked(text))]
    assert not [
        line
        for line in made.text.splitlines()
        if "http" not in line and re.search(r"\d|evil", without_marked(line))
    ]
    assert "‮" not in made.html + made.text


def without_marked(text):
    """Return a text without what stands between the marks of an isolate."""
    return re.sub("⁨[^⁩]*⁩", "", text)


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
@pytest.mark.parametrize("voucher", [None, VOUCHER])
def test_the_text_says_what_the_page_says(write, language, voucher):
    made = write(language, [(make_ware(), 3), (make_ware(title="Second"), 1)], voucher=voucher)
    page, text = Reading(made.html), without_isolates(made.text)
    for words in page.words:
        if words not in ("×", "·"):
            assert without_isolates(words) in text, words
    for link in page.of("a"):
        assert link["href"] in text


def test_all_styles_are_within_the_tags_and_all_colours_are_named(write):
    page = Reading(write("fa", [(make_ware(picture="BOK-601.webp"), 1)], voucher=VOUCHER).html)
    names = {name for _tag, attributes in page.tags for name in attributes}
    assert not names & {"class", "id", "background", "onclick"}
    assert {"style", "script", "link", "form", "iframe"} & {tag for tag, _attributes in page.tags} == set()
    assert all("color:" in one["style"] for one in page.of("p") + page.of("a") + page.of("h1"))


def test_a_picture_comes_from_the_shop_alone_and_with_its_full_address(write):
    page = Reading(write("fa", [(make_ware(picture="BOK-601.webp"), 1), (make_ware(), 1)]).html)
    [picture] = page.of("img")
    assert picture["src"].startswith(f"{SHOP}/media/")
    assert picture["alt"] == ""


def test_the_only_product_is_shown_large(write):
    ware = make_ware(picture="BOK-601.webp")
    [alone] = Reading(write("fa", [(ware, 2)], name="one").html).of("img")
    [beside] = Reading(write("fa", [(ware, 2), (make_ware(), 1)]).html).of("img")
    assert int(alone["height"]) >= 180
    # Not the small one made larger.
    assert alone["src"] != beside["src"]


def test_without_pictures_there_is_no_empty_frame(write):
    page = Reading(write("fa", [(make_ware(), 1), (make_ware(), 1)], name="bare").html)
    assert page.of("img") == []
    assert not [cell for cell in page.of("td") if "width" in cell]


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_a_thousand_long_lines_stay_below_60_kb_and_are_counted(write, language):
    first = make_ware(title=LONG)
    wares = [(first, 1)]
    # One row each in the shop's tables is enough: what is written is what counts.
    for number in range(MOST_LINES + 3):
        wares.append((make_ware(title=f"{LONG}{number}"), 12))
    lines = [SimpleNamespace(product_id=ware.pk, quantity=number) for ware, number in wares * 84][:1000]
    with translation.override(language):
        cart = describe_cart(
            SimpleNamespace(lines=lines), sold_products({ware.pk for ware, _number in wares})
        )
        made = make_mail(PlanStep(texts={language: "ش" * 2000}), Abandonment(), cart, ADDRESSES)
    if KEPT:
        Path(KEPT, f"long-{language}.html").write_text(made.html, encoding="utf-8")
    assert len(lines) == 1000
    assert len(made.html.encode()) + len(made.text.encode()) <= 60 * 1024
    shown = str(1000 - MOST_LINES).translate({ord(str(n)): sign for n, sign in enumerate(DIGITS[language])})
    assert shown in made.text
    assert shown in made.html


def test_a_long_name_does_not_fill_the_subject(write):
    made = write(
        "fa", [(make_ware(title=LONG), 1)], subjects={"fa": "{item}\r\nBcc: x@example.com"}, name="subject"
    )
    assert "\n" not in made.subject
    assert "\r" not in made.subject
    assert len(made.subject) < 120


def test_amounts_in_several_currencies_are_not_added_up(write):
    other = make_ware(title="Tea")
    other.stockrecords.all().delete()
    record = create_stockrecord(other, Decimal("12.50"), num_in_stock=9)
    record.price_currency = "EUR"
    record.save()
    made = write("fa", [(make_ware(), 1), (other, 1)], name="currencies")
    assert "€" in made.text or "یورو" in made.text
    with translation.override("fa"):
        assert translation.gettext("Items, without shipping") not in made.text


def test_what_is_sent_can_be_stopped_by_both_headers_and_by_its_links(leave, send):
    leave(language="ar")
    send()
    [message] = mail.outbox
    sent = message.message()
    stop = sent["List-Unsubscribe"].strip("<>")
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.startswith(f"{SHOP}/")
    assert stop in message.body
    page = message.alternatives[0][0]
    assert f'href="{stop}"' in page
    assert sent["Auto-Submitted"] == "auto-generated"
    assert 'lang="ar" dir="rtl"' in page


def test_a_shop_without_an_address_waits_and_says_why(leave, send, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": ""}
    get_model("sites", "Site").objects.update(domain="example.com")
    leave()
    assert send() == []
    row = Reminder.objects.earliest("pk")
    assert row.state == "waiting"
    assert "SITE_URL" in row.error


def test_the_preview_of_a_shop_without_an_address_shows_no_broken_picture(leave, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": ""}
    get_model("sites", "Site").objects.update(domain="example.com")
    left = leave()
    file = ContentFile((PICTURES / "BOK-601.webp").read_bytes(), name="x.webp")
    get_model("catalogue", "ProductImage").objects.create(
        product=left.cart.lines.get().product, original=file
    )
    made = mail_on({}, "fa")
    assert made is not None
    assert "<img" not in made.html
    assert read_carts([left.cart_id])
