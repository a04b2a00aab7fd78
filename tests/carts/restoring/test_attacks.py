"""The link to a cart that was left, in the wrong hands and with wrong tokens."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.models import Abandonment
from support_plugin.carts.restoring.flows import make_link
from support_plugin.carts.restoring.models import CartCopy, RestoreLink
from support_plugin.chat.flows import open_conversation
from support_plugin.visitors.models import Visitor
from support_plugin.web.nonces import nonces_of
from tests.carts.orders import staff_order
from tests.factories import make_user
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db

Basket, Line = get_model("basket", "Basket"), get_model("basket", "Line")
PREFIX = "/fa/support/cart/"


def body(answer):
    """Return a page without what is another each time: its own address, and the token of its forms."""
    each_time = (
        r'value="/(fa/|ar/|en/)?(support/cart/[^"]*)?"|name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"'
    )
    return re.sub(each_time, "", answer.content.decode())


def own_part(answer):
    return answer.content.decode().partition('class="support-restored"')[2].partition("</section>")[0]


def assert_over(path, elsewhere, left_browser):
    """A link gives the one page of those that are over, wherever and however it is opened."""
    wrong = elsewhere.get(PREFIX + "wrong/")
    answer = elsewhere.get(path)
    assert answer.status_code == wrong.status_code == 410
    assert body(answer) == body(wrong)
    # But for its length, which is that of the address.
    assert {**answer.headers, "Content-Length": ""} == {**wrong.headers, "Content-Length": ""}
    for answer in (left_browser.get(path), left_browser.post(path), elsewhere.post(path)):
        assert answer.status_code == 410
        assert own_part(answer) == own_part(wrong)


def token_of(path):
    return path.removeprefix(PREFIX).rstrip("/")


MANGLED = {
    "empty": lambda path: PREFIX,
    "wrong": lambda path: PREFIX + "A" * 43 + "/",
    "truncated": lambda path: path[:-2] + "/",
    "longer": lambda path: path[:-1] + "A/",
    "in another case": lambda path: PREFIX + token_of(path).swapcase() + "/",
    "unicode": lambda path: PREFIX + "\u06f1" + token_of(path)[1:] + "/",
    "no unicode": lambda path: PREFIX + "%ff%fe" + token_of(path)[2:] + "/",
    "null": lambda path: PREFIX + "%00" + token_of(path)[1:] + "/",
    "two parts": lambda path: path[:30] + "/" + path[30:],
    "hash": lambda path: PREFIX + RestoreLink.objects.get().token_hash + "/",
    "primary key": lambda path: f"{PREFIX}{RestoreLink.objects.get().pk}/",
}


@pytest.mark.parametrize("how", MANGLED)
def test_a_token_that_is_not_exactly_the_one_that_was_made_opens_nothing(path, elsewhere, left_browser, how):
    assert_over(MANGLED[how](path), elsewhere, left_browser)


def expire(left):
    RestoreLink.objects.update(expires_at=timezone.now())


def give_up(left):
    expire_abandoned(now=timezone.now() + timedelta(days=400))


def delete_cart(left):
    Basket.objects.all().delete()


def order_it(left):
    staff_order(cart=Basket.objects.get(pk=left.cart_id))


def order_elsewhere(left):
    product = Line.objects.get().product
    staff_order(guest_email=left.email, product=product, date_placed=timezone.now() + timedelta(hours=3))


def submit(left):
    Basket.objects.update(status=Basket.SUBMITTED)


def pay(left):
    Basket.objects.update(status=Basket.FROZEN)


def forget(left):
    Abandonment.objects.update(cart=None)


@pytest.mark.parametrize(
    "end", [expire, give_up, delete_cart, order_it, order_elsewhere, submit, pay, forget]
)
def test_an_old_or_ended_link_says_no_more_than_a_wrong_one(left, path, elsewhere, left_browser, end):
    end(left)
    assert_over(path, elsewhere, left_browser)
    assert not CartCopy.objects.exists()
    assert RestoreLink.objects.filter(used_at__isnull=False).count() == 0


def test_the_page_of_an_ended_link_leads_to_the_own_cart(elsewhere):
    assert f'href="{reverse("basket:summary")}"' in own_part(elsewhere.get(PREFIX + "wrong/"))


def test_where_nothing_is_followed_no_link_works(path, elsewhere, prefer):
    prefer(carts_enabled=False)
    assert elsewhere.get(path).status_code == 410


class TestAnothersCart:
    def test_each_link_opens_its_own_cart_alone(self, path, elsewhere, contents, saffron):
        # The cart with the next number.
        tea = make_product()
        put_into_cart(Client(), tea)
        elsewhere.post(path, {"cart": Basket.objects.last().pk, "abandonment": 99})
        assert contents(elsewhere) == {saffron.pk: 2}

    def test_another_account_is_treated_as_elsewhere(self, shopper, saffron, elsewhere, other_shopper):
        owner = Client()
        owner.force_login(shopper)
        put_into_cart(owner, saffron)
        announce_abandoned(now=timezone.now() + timedelta(hours=2))
        path = urlsplit(make_link(Abandonment.objects.get())[1]).path
        elsewhere.force_login(other_shopper)
        assert elsewhere.get(path).status_code == 200
        assert RestoreLink.objects.get().used_at is None
        elsewhere.post(path)
        assert Basket.open.get(owner=other_shopper).lines.get().product == saffron
        assert Basket.open.get(owner=shopper).lines.get().product == saffron

    def test_nobody_is_named(self, saffron, elsewhere):
        owner = make_user("negar@example.com", first_name="Negarin", last_name="Rezaiyan")
        browser = Client()
        browser.force_login(owner)
        put_into_cart(browser, saffron)
        announce_abandoned(now=timezone.now() + timedelta(hours=2))
        Abandonment.objects.update(email="negar@example.com", phone="+989121234567")
        path = urlsplit(make_link(Abandonment.objects.get())[1]).path
        pages = [elsewhere.get(path), elsewhere.post(path, follow=True)]
        for page in pages:
            html = page.content.decode()
            for word in ("Negarin", "Rezaiyan", "negar@", "989121234567", "09121234567"):
                assert word not in html


class TestLogIn:
    @pytest.mark.parametrize("method", ["get", "post", "head"])
    def test_nobody_is_logged_in(self, shopper, saffron, elsewhere, method):
        owner = Client()
        owner.force_login(shopper)
        put_into_cart(owner, saffron)
        announce_abandoned(now=timezone.now() + timedelta(hours=2))
        path = urlsplit(make_link(Abandonment.objects.get())[1]).path
        answer = getattr(elsewhere, method)(path)
        assert "_auth_user_id" not in elsewhere.session
        assert not answer.wsgi_request.user.is_authenticated
        # The next page, too.
        assert not elsewhere.get("/fa/").wsgi_request.user.is_authenticated

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_whoever_is_logged_in_stays_that(self, path, elsewhere, other_shopper, method):
        elsewhere.force_login(other_shopper)
        before = dict(elsewhere.session)
        getattr(elsewhere, method)(path)
        assert elsewhere.get("/fa/").wsgi_request.user == other_shopper
        assert elsewhere.session["_auth_user_id"] == before["_auth_user_id"]
        assert elsewhere.session["_auth_user_hash"] == before["_auth_user_hash"]

    def test_nothing_personal_is_prefilled(self, path, elsewhere):
        elsewhere.post(path)
        assert not elsewhere.session.get("checkout_data")
        assert "negar" not in elsewhere.get(reverse("checkout:index")).content.decode()


class TestPrograms:
    """Mail scanners, link checkers and browsers that look on the off-chance."""

    @pytest.mark.parametrize(
        ("method", "headers"),
        [
            ("head", {}),
            ("get", {}),
            ("get", {"Sec-Purpose": "prefetch;prerender"}),
            ("get", {"Purpose": "prefetch"}),
            ("get", {"X-Moz": "prefetch"}),
            ("options", {}),
        ],
    )
    def test_whoever_only_looks_changes_nothing(self, path, elsewhere, method, headers):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            getattr(elsewhere, method)(path, headers=headers)
        written = [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]
        assert [sql for sql in written if not sql.startswith(("SAVEPOINT", "RELEASE"))] == []
        assert set(elsewhere.cookies) <= {"csrftoken"}

    @pytest.mark.parametrize(
        ("method", "headers"),
        [("head", {}), ("get", {"Sec-Purpose": "prefetch"}), ("get", {"Purpose": "prefetch"})],
    )
    def test_nor_does_it_count_as_used_in_the_browser_that_has_the_cart(
        self, path, left_browser, method, headers
    ):
        assert getattr(left_browser, method)(path, headers=headers).status_code == 302
        assert RestoreLink.objects.get().used_at is None
        assert Abandonment.objects.get().returned_at is None


class TestReplay:
    def test_pressed_twice_it_adds_once(self, path, elsewhere, contents, saffron):
        elsewhere.post(path)
        elsewhere.post(path)
        assert contents(elsewhere) == {saffron.pk: 2}
        assert CartCopy.objects.count() == 1

    @pytest.mark.parametrize("choice", ["both", "instead"])
    def test_in_two_tabs_it_adds_once(self, path, elsewhere, contents, saffron, tea, choice):
        put_into_cart(elsewhere, tea)
        for _tab in range(2):
            elsewhere.post(path, {"choice": choice})
        own = {tea.pk: 1} if choice == "both" else {}
        assert contents(elsewhere) == {saffron.pk: 2, **own}
        assert CartCopy.objects.count() == 1

    def test_merged_at_log_in_it_is_there_once(self, path, elsewhere, contents, saffron, other_shopper):
        other = Client()
        other.force_login(other_shopper)
        other.post(path)
        elsewhere.post(path)
        elsewhere.force_login(other_shopper)
        assert contents(elsewhere) == {saffron.pk: 2}
        assert CartCopy.objects.count() == 1


class TestAddress:
    @pytest.mark.parametrize("kind", ["right", "wrong", "own", "post"])
    def test_it_goes_into_no_other_page_cache_or_index(self, path, elsewhere, left_browser, kind):
        answer = {
            "right": lambda: elsewhere.get(path),
            "wrong": lambda: elsewhere.get(PREFIX + "wrong/"),
            "own": lambda: left_browser.get(path),
            "post": lambda: elsewhere.post(path),
        }[kind]()
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"

    def test_the_hosts_of_a_request_are_not_believed(self, left, rf, settings):
        settings.ALLOWED_HOSTS = ["*"]
        with nonces_of(rf.get("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})):
            assert "evil.example" not in make_link(left)[1]

    def test_no_address_on_the_page_has_the_requests_host(self, path, elsewhere, settings):
        settings.ALLOWED_HOSTS = ["*"]
        for answer in (
            elsewhere.get(path, headers={"Host": "evil.example"}),
            elsewhere.post(path, headers={"Host": "evil.example"}),
        ):
            assert "evil.example" not in answer.get("Location", "") + own_part(answer)

    def test_nothing_of_others_is_loaded(self, path, elsewhere):
        html = elsewhere.get(path).content.decode()
        assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//(?!schema)[^"']+""", html) == []

    @pytest.mark.parametrize("end", [expire, None])
    def test_no_log_has_the_token(self, path, elsewhere, caplog, left, end):
        caplog.set_level(0)
        if end:
            end(left)
        elsewhere.get(path)
        elsewhere.post(path)
        written = " ".join(
            record.getMessage() for record in caplog.records if record.name != "django.db.backends"
        )
        assert token_of(path) not in written

    def test_a_conversation_begun_there_does_not_have_the_token(self, path, elsewhere):
        visitor = Visitor.objects.create(key_hash="a" * 64)
        assert open_conversation(visitor, path).page_path == PREFIX


class TestForms:
    def test_another_site_cannot_press_the_button(self, path):
        browser = Client(enforce_csrf_checks=True)
        browser.get(path)
        assert browser.post(path).status_code == 403
        assert not Line.objects.filter(basket__support_copies__isnull=False).exists()

    def test_the_pages_own_form_can(self, path):
        browser = Client(enforce_csrf_checks=True)
        (token,) = re.findall(
            r'name="csrfmiddlewaretoken" value="(\w+)"', own_part(browser.get(path, secure=True))
        )
        answer = browser.post(
            path, {"csrfmiddlewaretoken": token}, secure=True, headers={"Origin": "https://testserver"}
        )
        assert answer.status_code == 302


class TestGuessing:
    def test_too_many_guesses_are_refused(self, elsewhere, settings):
        settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "RESTORE_LINKS_PER_MINUTE": 3}
        for number in range(3):
            assert elsewhere.get(f"{PREFIX}{number}/").status_code == 410
        answer = elsewhere.get(PREFIX + "4/")
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
        assert answer["Referrer-Policy"] == "no-referrer"

    def test_another_cookie_or_account_is_no_help(self, path, settings, other_shopper):
        settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "RESTORE_LINKS_PER_MINUTE": 1}
        Client().get(PREFIX + "wrong/")
        browser = Client()
        browser.force_login(other_shopper)
        assert browser.get(path).status_code == 429
        assert browser.post(path).status_code == 429
        assert not CartCopy.objects.exists()

    def test_another_address_is_not_kept_out(self, path, elsewhere, settings):
        settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "RESTORE_LINKS_PER_MINUTE": 1}
        elsewhere.get(PREFIX + "wrong/", REMOTE_ADDR="192.0.2.1")
        assert elsewhere.get(path, REMOTE_ADDR="192.0.2.2").status_code == 200
