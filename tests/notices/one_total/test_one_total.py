"""No page shows two different totals: carts × destinations × offers × vouchers × languages, as read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache as django_cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from oscar.test import factories

from support_plugin import cache, limits
from support_plugin.preferences.models import SupportSettings
from tests.example_shop.shopping import Shopping
from tests.guests.buying import alternatives, make_country
from tests.helpers.shopping import make_product, offer
from tests.notices.one_total.reader import read_totals
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import (
    PLACE_ORDER,
    Step,
    add_to_basket,
    enter_as_guest,
    pay_by,
    send,
    ship_by,
    ship_to,
)

pytestmark = pytest.mark.django_db

DESTINATIONS: dict[str, dict[str, str]] = {
    "none": {},
    "country": {"country": "DE"},
    "province": {"country": "IR", "state": "IR-23"},
    "whole": {"country": "IR", "state": "IR-07", "city": "شیراز", "postcode": "7134814336"},
}
NAMES = {"fa": "مبلغ قابل پرداخت", "ar": "المبلغ المستحق", "en": "Total to pay"}
ADDRESSES = {
    "Tehran": {},
    "Shiraz": {"line4": "شیراز", "state": "IR-07", "postcode": "7134814336"},
    "Berlin": {"line4": "Berlin", "state": "", "postcode": "10115", "country": "DE"},
}


@dataclass(frozen=True)
class Case:
    """One shopper's way through the shop."""

    # (price in Rial, weight in grams, quantity)
    cart: tuple[tuple[int, int, int], ...]
    destination: str
    address: str
    offers: tuple[tuple[str, int], ...]
    voucher: tuple[str, int] | None
    language: str
    method: str
    # The admin's unit for Rial; "" for what Oscar writes.
    unit: str = ""

    @property
    def payment(self) -> str:
        """How it is paid: cash is for the shop's own country."""
        return "bank" if self.address == "Berlin" else "cash"


cases = st.builds(
    Case,
    cart=st.lists(
        st.tuples(
            st.sampled_from([0, 15_000, 1_234_560, 7_900_000, 20_000_000, 123_456_780]),
            st.sampled_from([0, 500, 3200]),
            st.integers(1, 3),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    destination=st.sampled_from(list(DESTINATIONS)),
    address=st.sampled_from(list(ADDRESSES)),
    offers=st.lists(
        st.sampled_from([("Percentage", 10), ("Percentage", 7), ("Shipping percentage", 50)]), max_size=2
    ).map(tuple),
    voucher=st.sampled_from([None, None, ("Percentage", 15), ("Shipping percentage", 100)]),
    language=st.sampled_from(["fa", "ar", "en"]),
    method=st.sampled_from(["post", "pick-up"]),
    unit=st.sampled_from(["", "toman", "thousand_toman"]),
)
some = examples(
    max_examples=60 if os.environ.get("SUPPORT_SOAK") == "1" else int(os.environ.get("TOTAL_EXAMPLES", "4")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Walk:
    """Goes through the shop and keeps what each page and mail said."""

    def __init__(self, case: Case) -> None:
        self.case, self.client = case, Client()
        self.said: dict[str, str] = {}

    def see(self, name: str, path: str) -> Any:
        answer = self.client.get(f"/{self.case.language}/{path}", follow=True)
        assert answer.status_code == 200, (name, answer.status_code)
        self.said[name] = answer.content.decode()
        return answer

    def send(self, *steps: Step) -> Any:
        with translation.override(self.case.language):
            return send(self.client, *steps)

    def fill_cart(self, code: str) -> None:
        for price, weight, quantity in self.case.cart:
            product = make_product(price=price, weight_grams=weight)
            self.product = product
            self.send(add_to_basket(product.pk, quantity))
        self.see("page after adding", "basket/")
        if code:
            self.send(Step("basket:vouchers-add", {"code": code}))
        if place := DESTINATIONS[self.case.destination]:
            self.client.post("/fa/support/destination/", {"state": "", "city": "", "postcode": "", **place})

    def check_out(self) -> None:
        with translation.override(self.case.language):
            self.see("product", self.product.get_absolute_url().lstrip("/").partition("/")[2])
        self.see("basket", "basket/")
        self.see("gateway", "checkout/")
        self.send(enter_as_guest())
        self.see("address", "checkout/shipping-address/")
        self.send(ship_to(TEHRAN_ADDRESS, **ADDRESSES[self.case.address]))
        self.see("method", "checkout/shipping-method/")
        self.send(ship_by(self.case.method), ship_by())
        self.see("payment", "checkout/payment-details/")
        self.send(pay_by(self.case.payment))
        self.see("preview", "checkout/preview/")
        self.see("basket again", "basket/")

    def order(self) -> None:
        mail.outbox.clear()
        answer = self.send(PLACE_ORDER)
        if "/bank/" in answer["Location"]:
            self.client.get(Shopping(self.client).decide(answer["Location"], "accept"))
        answer = self.see("thank-you", "checkout/thank-you/")
        placed = answer.context["order"]
        with translation.override(self.case.language):
            words = {"order_number": placed.number, "hash": placed.verification_hash()}
            path = reverse("customer:anon-order-form", kwargs=words)
        # It is shown to nobody who does not know the e-mail address.
        answer = self.client.post(path, {"email": "guest@example.com"}, follow=True)
        self.said["order"] = answer.content.decode()
        for number, message in enumerate(mail.outbox):
            for part, body in enumerate((message.body, *alternatives(message))):
                self.said[f"mail {number}.{part}"] = body


def make_offer(name: str, benefit: tuple[str, int], **fields: Any) -> Any:
    made = offer(*benefit)
    made.condition.range.name = made.name = name
    made.condition.range.save()
    for field, value in fields.items():
        setattr(made, field, value)
    made.save()
    return made


@contextmanager
def shop(case: Case) -> Iterator[str]:
    """Make the shop of a case, without a trace; give the code of its voucher."""
    cache.clear(), django_cache.clear(), limits.reset()
    with transaction.atomic():
        # Named in the language that the last request left, an offer would have no name in the shop's own.
        with translation.override(settings.LANGUAGE_CODE):
            SupportSettings.objects.create(rial_unit=case.unit)
            for code in ("IR", "DE"):
                make_country(code)
            for number, benefit in enumerate(case.offers):
                make_offer(f"Offer {number}", benefit)
            if case.voucher:
                made = make_offer("Voucher's offer", case.voucher, offer_type="Voucher")
                voucher = factories.VoucherFactory(code="SALE", name="Sale", usage="Multi-use")
                voucher.offers.set([made])
        yield "SALE" if case.voucher else ""
        transaction.set_rollback(True)
    cache.clear()


FIRST = Case(((7_900_000, 500, 1),), "none", "Tehran", (), None, "fa", "post")


@pytest.mark.timeout(3600)
@some
@given(cases)
@example(FIRST)
@example(Case(((1_234_560, 500, 2),), "country", "Berlin", (("Percentage", 7),), None, "ar", "post"))
@example(
    Case(
        ((7_900_000, 500, 1),),
        "province",
        "Shiraz",
        (("Shipping percentage", 50),),
        ("Percentage", 15),
        "en",
        "post",
    )
)
def test_no_page_and_no_mail_shows_two_totals_or_one_by_another_name(case: Case) -> None:
    with shop(case) as code:
        walk = Walk(case)
        walk.fill_cart(code)
        walk.check_out()
        walk.order()
    for name, html in walk.said.items():
        totals = read_totals(html)
        assert len({total.amounts for total in totals}) <= 1, (name, totals)
        # One name, from the first page to the mail.
        assert [total.text for total in totals if NAMES[case.language] not in total.text] == [], name
    for name in ("page after adding", "basket", "preview", "thank-you", "order", "mail 0.0", "mail 0.1"):
        assert read_totals(walk.said[name]), name


def test_the_reader_sees_two_totals_where_there_are_two() -> None:
    page = "<p>Total: <bdi>1,000 Toman</bdi></p><tr><th>جمع سفارش</th><td>۱٬۲۰۰ تومان</td></tr>"
    assert [sorted(total.amounts) for total in read_totals(page)] == [["1,000"], ["1,200"]]
    assert read_totals("<dl><dt>Total to pay</dt><dd>37,500 – 50,000 Toman</dd></dl>")[0].amounts == {
        "37,500",
        "50,000",
    }
    assert read_totals("<p hidden>Total 5 Toman</p><p>Total</p><p>5 Toman</p>") == []
