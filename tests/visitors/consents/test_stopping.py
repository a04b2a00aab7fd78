"""The link to stop reminders: what changes something, what does not, and who may."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.visitors.consents import links
from support_plugin.visitors.consents.flows import give_consent, suppress
from support_plugin.visitors.consents.links import list_unsubscribe_headers, unsubscribe_url
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import has_consent, is_suppressed
from support_plugin.visitors.contacts import EMAIL, contact_hash

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ADDRESS = "negar@example.com"
MAIL = (EMAIL, ADDRESS, "email")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _shop(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}


@pytest.fixture
def path():
    """The link's path."""
    return urlsplit(unsubscribe_url(*MAIL)).path


@pytest.fixture
def strict():
    """A browser, or a mail program, that has no cookie yet."""
    return Client(enforce_csrf_checks=True)


def press(browser, path, **fields):
    """Open the page and press a button of it."""
    page = browser.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page[page.index("support-reminders") :])[
        1
    ]
    return browser.post(path, {"csrfmiddlewaretoken": token, **fields})


def undo_of(page):
    return re.search(r'name="undo" value="([^"]+)"', page.content.decode())[1]


def test_the_link_is_on_the_shops_own_host_and_has_no_address_in_it(rf):
    url = unsubscribe_url(*MAIL)
    assert url.startswith("https://shop.example/")
    said = signing.loads(urlsplit(url).path.rstrip("/").rpartition("/")[2], salt=links.SALT)
    assert "negar" not in str(said)
    assert "negar" not in url


def test_there_is_no_link_without_an_address_of_the_shop_or_of_the_person(settings):
    assert unsubscribe_url(EMAIL, "nonsense", "email") == ""
    settings.SUPPORT_PLUGIN = {}
    settings.SITE_ID = None
    assert unsubscribe_url(*MAIL) == ""


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", [{}, {"Sec-Purpose": "prefetch"}, {"User-Agent": "LinkScanner/1.0"}])
def test_opening_it_changes_nothing_and_shows_no_address(client, path, method, headers):
    answer = getattr(client, method)(path, headers=headers)
    assert answer.status_code == 200
    assert not Suppression.objects.exists()
    assert ADDRESS not in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, path, method):
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize(("button", "channel"), [("channel", "email"), ("all", "")])
def test_a_button_stops_and_its_page_takes_it_back(strict, path, button, channel):
    give_consent(*MAIL, wording="x", language="en", place="gateway")
    done = press(strict, path, stop=button)
    assert done.status_code == 200
    assert (Suppression.objects.get().channel, has_consent(*MAIL)) == (channel, False)
    press(strict, path, undo=undo_of(done))
    assert not is_suppressed(*MAIL)
    assert has_consent(*MAIL)


def test_the_buttons_need_the_token_of_the_forms(strict, path):
    for fields in ({"stop": "all"}, {"stop": "channel", **ONE_CLICK}, {"undo": "x"}, {}):
        assert strict.post(path, fields).status_code == 403
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("multipart", [True, False])
def test_a_mail_program_stops_the_channel_by_one_request_without_cookies(strict, path, multipart):
    kind = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    for _repeat in range(2):
        answer = strict.post(path, ONE_CLICK if multipart else "List-Unsubscribe=One-Click", **kind)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain")
    assert not strict.cookies
    assert Suppression.objects.get().channel == "email"


@pytest.mark.parametrize(
    "body",
    [
        "List-Unsubscribe=one-click",
        "List-Unsubscribe=One-Click&stop=all",
        "List-Unsubscribe=One-Click&List-Unsubscribe=One-Click",
        "list-unsubscribe=One-Click",
        "",
    ],
)
def test_any_other_body_is_not_exempt(strict, path, body):
    answer = strict.post(path, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 403
    assert not Suppression.objects.exists()


def wrong_tokens():
    token = urlsplit(unsubscribe_url(*MAIL)).path.rstrip("/").rpartition("/")[2]
    value = [EMAIL, contact_hash(EMAIL, ADDRESS), "email", "en"]
    return {
        "truncated": token[:-1],
        "longer": token + "A",
        "other case": token.swapcase(),
        "other salt": signing.dumps(value, salt=links.UNDO_SALT),
        "other key": signing.dumps(value, salt=links.SALT, key="guessed"),
        "no channel": signing.dumps([*value[:2], "fax", "en"], salt=links.SALT),
        "another thing": signing.dumps("x", salt=links.SALT),
        "huge": "A" * 5000,
        "guessed": contact_hash(EMAIL, ADDRESS),
    }


def without_changes(page):
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"|/support/reminders/stop/[^"&]+', "", page)


def test_all_wrong_tokens_get_one_page_and_stop_nobody(strict):
    pages = set()
    for token in wrong_tokens().values():
        path = reverse("support_plugin:stop-reminders", args=[token])
        answers = [strict.get(path), strict.post(path, ONE_CLICK), strict.post(path, {"stop": "all"})]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        pages |= {without_changes(answer.content.decode()) for answer in answers}
    assert len(pages) == 1
    assert not Suppression.objects.exists()


def test_nobody_allows_again_with_the_link_alone_or_with_anothers_page(strict, path):
    other = urlsplit(unsubscribe_url(EMAIL, "other@example.com", "email")).path
    theirs = undo_of(press(strict, other, stop="channel"))
    suppress(*MAIL, "asked")
    token = path.rstrip("/").rpartition("/")[2]
    for undo in (theirs, token, "", "x" * 5000):
        press(strict, path, undo=undo)
    assert is_suppressed(*MAIL)


def test_a_mistake_is_taken_back_for_an_hour_only(strict, path, monkeypatch):
    undo = undo_of(press(strict, path, stop="channel"))
    monkeypatch.setattr(links, "UNDO_SECONDS", -1)
    press(strict, path, undo=undo)
    assert is_suppressed(*MAIL)


@pytest.mark.parametrize("reason", ["complained", "bounced", "staff"])
def test_the_page_lifts_nothing_but_what_was_asked_for(strict, path, reason):
    suppress(*MAIL, reason)
    press(strict, path, undo=undo_of(press(strict, path, stop="channel")))
    assert is_suppressed(*MAIL)


def test_links_of_a_former_key_work_and_their_stop_is_found(strict, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "former", []
    path = urlsplit(unsubscribe_url(*MAIL)).path
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "present", ["former"]
    assert strict.post(path, ONE_CLICK).status_code == 200
    assert is_suppressed(*MAIL)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_suppressed(*MAIL)
    assert strict.get(path).status_code == 404


@pytest.fixture
def plain_urls(settings):
    """The shop's addresses have no language in them."""
    settings.ROOT_URLCONF = "tests.visitors.consents.plain_urls"


def arabic(client, **headers):
    """Open a link of an Arabic message; return the language, and whether the page runs from right to left."""
    page = client.get(urlsplit(unsubscribe_url(*MAIL, "ar")).path, headers=headers)
    root = re.search(r"<html[^>]*>", page.content.decode())[0]
    return page["Content-Language"], 'lang="ar"' in root and 'dir="rtl"' in root


def test_the_page_speaks_the_language_of_the_message(client):
    assert arabic(client, **{"Accept-Language": "en"}) == ("ar", True)


def test_it_does_so_where_addresses_have_no_language_and_leaves_none_behind(client, plain_urls):
    assert arabic(client, **{"Accept-Language": "en"}) == ("ar", True)
    assert translation.get_language() == "en"


def test_a_reader_who_has_chosen_a_language_keeps_it(client, plain_urls, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert arabic(client) == ("en", False)


def test_one_address_is_stopped_from_guessing(client, path, settings):
    settings.SUPPORT_PLUGIN = {"UNSUBSCRIBES_PER_MINUTE": 2}
    answers = [client.get(path[:-2] + "/") for _try in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_both_headers_of_a_mail(path):
    url = unsubscribe_url(*MAIL)
    assert list_unsubscribe_headers(url) == {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    both = list_unsubscribe_headers(url, "stop@shop.example")["List-Unsubscribe"]
    assert both == f"<mailto:stop@shop.example?subject=unsubscribe>, <{url}>"
    assert list_unsubscribe_headers("") == {}


def test_nothing_gets_into_the_headers():
    text = list_unsubscribe_headers("https://x.example/>\r\nBcc: a@b", "a@b>\r\nBcc: c@d")["List-Unsubscribe"]
    assert "\n" not in text
    assert text.count(">") == 2
