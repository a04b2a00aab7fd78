"""No page or e-mail shows a word in Latin letters to a Persian or Arab shopper, or to the shop's staff."""

from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from oscar.core.loading import get_model

from tests.example_shop.latin_allowed import CODES, IN_THE_ADMIN, IN_THE_DASHBOARD, IN_THE_SHOP
from tests.example_shop.shopping import TEHRAN_ADDRESS
from tests.example_shop.visible_text import latin_words, read_page

SKIPPED = ("logout", "set_language", "media", "static", "download", "jsi18n")
PAGES_OF_ONE_KIND = 2
APP = "support_plugin"
WRONG_REGISTRATION = {
    "registration-email": "admin@example.com",
    "registration-password1": "1",
    "registration-password2": "2",
}
NO_ADDRESSES = {"shared_emails-TOTAL_FORMS": 0, "shared_emails-INITIAL_FORMS": 0}


class Crawl:
    """Follows the links of the shop, a few pages of each kind, and notes the texts with Latin letters."""

    def __init__(self, client: Client, language: str) -> None:
        self.client, self.language = client, language
        self.kinds: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.found: dict[str, str] = {}

    def run(self, *starts: str) -> None:
        """Read the pages that can be reached from these."""
        queue = deque(starts)
        while queue:
            url = queue.popleft()
            if self._is_new(url):
                queue += [urldefrag(urljoin(url, link)).url for link in self.read(url)]

    def read(self, url: str, data: dict[str, object] | None = None) -> list[str]:
        """Read one page, or what follows a form; returns its links."""
        send = self.client.get if data is None else self.client.post
        response = send(url, data, follow=True)
        assert response.status_code < 500, url
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return []
        page = read_page(response.content.decode(), self.language)
        self.note(url, page.texts)
        return page.links

    def visit(self, name: str, data: dict[str, object] | None = None, **kwargs: object) -> None:
        """Read the page of this name."""
        with translation.override(self.language):
            url = reverse(name, kwargs=kwargs)
        self.read(url, data)

    def note(self, place: str, texts: list[str]) -> None:
        """Remember the texts with words in Latin letters, each with the first place it was seen."""
        known = IN_THE_SHOP
        if "/dashboard/" in place:
            known = IN_THE_DASHBOARD
        elif "/admin/" in place:
            known = IN_THE_ADMIN
        for text in texts:
            if latin_words(known.sub(" ", text), CODES):
                self.found.setdefault(text, place)

    def _is_new(self, url: str) -> bool:
        parts = urlsplit(url)
        elsewhere = parts.netloc or not parts.path.startswith(f"/{self.language}/")
        # Oscar's table of products fails when it is sorted by its column of check boxes.
        if elsewhere or url in self.seen or "sort=" in parts.query:
            return False
        self.seen.add(url)
        try:
            with translation.override(self.language):
                kind = resolve(parts.path).view_name
        except Resolver404:
            return False
        self.kinds[kind] += 1
        # Of Django's admin, the pages of the app.
        others = any(name in kind for name in SKIPPED) or (kind.startswith("admin:") and APP not in url)
        return self.kinds[kind] <= PAGES_OF_ONE_KIND and not others


@pytest.fixture(params=["fa", "ar"])
def language(request):
    return request.param


@pytest.fixture
def demo(db):
    call_command("seed_demo", verbosity=0)


@pytest.fixture
def guest(demo, language):
    return Crawl(Client(), language)


@pytest.fixture
def admin(demo, language):
    """The demo's admin, who also shops."""
    client = Client()
    client.force_login(get_user_model().objects.get(email="admin@example.com"))
    return Crawl(client, language)


@pytest.fixture
def product(demo):
    return get_model("catalogue", "Product").objects.browsable().exclude(structure="parent").first()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>سبد Basket</p>", ["Basket"]),
        (
            '<img alt="Saffron"><input type="submit" value="Go"><p title="Note">۱</p>',
            ["Saffron", "Go", "Note"],
        ),
        ('<p lang="en">English words <b>too</b></p><script>let x</script><p lang="fa">سبد</p>', []),
        ("<p>a.b@example.com https://x.ir/y /about/contact/ TEA-12 example.com one.webp 'CSV'</p>", []),
        ('<input value="data" name="more"><textarea>data</textarea><br><p>سبد</p>', []),
    ],
)
def test_words_in_latin_letters_are_noticed_but_not_addresses_and_codes(html, words):
    page = read_page(html, "fa")
    assert [word for text in page.texts for word in latin_words(text, CODES)] == words


def buy(crawl, product):
    """The whole way to an order, each step first with a mistake."""
    crawl.visit("basket:summary")
    crawl.visit("basket:add", {"quantity": 2}, pk=product.pk)
    crawl.visit("basket:vouchers-add", {"code": "NOTHING-1"})
    crawl.visit("basket:vouchers-add", {"code": "SALAM10"})
    crawl.visit("checkout:index", {"options": "anonymous", "username": "nobody"})
    crawl.visit("checkout:index", {"options": "anonymous", "username": "guest@example.com"})
    crawl.visit("checkout:shipping-address", {"country": "IR", "postcode": "1", "phone_number": "2"})
    crawl.visit("checkout:shipping-address", dict(TEHRAN_ADDRESS))
    crawl.visit("checkout:shipping-method", {"method_code": "none"})
    crawl.visit("checkout:shipping-method", {"method_code": "post"})
    crawl.visit("checkout:payment-details", {})
    crawl.visit("checkout:payment-details", {"method": "cash"})
    crawl.visit("checkout:preview", {"action": "place_order"})
    assert get_model("order", "Order").objects.exists()


def note_mails(crawl):
    """Read the e-mails sent so far: subject, text, HTML."""
    for message in mail.outbox:
        crawl.note("e-mail", [message.subject, *message.body.splitlines()])
        for body, kind in getattr(message, "alternatives", ()):
            crawl.note(f"e-mail, {kind}", read_page(body, crawl.language).texts)


def test_a_guests_way_from_the_first_page_to_the_order(guest, product):
    guest.run(f"/{guest.language}/")
    guest.visit("customer:login", {"login_submit": "1", "login-username": "a@b.com", "login-password": "1"})
    guest.visit("customer:login", {"registration_submit": "1", **WRONG_REGISTRATION})
    buy(guest, product)
    assert len(guest.kinds) > 10
    assert guest.found == {}


def test_the_e_mails_of_an_order_and_a_new_password(guest, product):
    buy(guest, product)
    guest.visit("password-reset", {"email": "shopper@example.com"})
    assert len(mail.outbox) == 2
    note_mails(guest)
    assert {text: place for text, place in guest.found.items() if place.startswith("e-mail")} == {}


def test_the_account_and_the_dashboard_of_a_shop_in_use(admin, product):
    buy(admin, product)
    wishlist = {"name": "۱", "visibility": "Private", **NO_ADDRESSES}
    admin.visit("customer:wishlists-create", wishlist)
    admin.visit(
        "catalogue:reviews-add",
        {"title": "۱", "score": 5, "body": "۱"},
        product_slug=product.slug,
        product_pk=product.pk,
    )
    starts = ("", "accounts/", "dashboard/", "admin/support_plugin/")
    admin.run(*(f"/{admin.language}/{start}" for start in starts))
    assert len(admin.kinds) > 90
    assert admin.found == {}
