"""The outbox shows what was sent as its readers get it, and trusts it with nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from example_shop.middleware import ContentSecurityPolicyMiddleware
from example_shop.outbox.mails import with_links_in_new_tabs
from example_shop.templatetags.outbox_links import linked
from support_plugin.carts.models import Abandonment
from tests.example_shop.crawl import Crawl
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
LINK = "https://shop.example/u/abc/"


def page(client, name, *args, query="", language="en"):
    with_language = reverse(name, args=args).replace("/fa/", f"/{language}/", 1)
    response = client.get(f"{with_language}{query}")
    assert response.status_code == 200
    return response


def body(response):
    return response.content.decode()


def test_the_list_has_mails_and_texts_the_newest_first_in_the_readers_calendar(client, outbox):
    outbox.sms(at="2020-03-20T12:00:00Z")
    outbox.mail("Old & new <b>")
    html = body(page(client, "outbox:list", language="fa"))
    assert html.index("Old &amp; new &lt;b&gt;") < html.index("سبدتان هنوز اینجاست")
    assert "۱ فروردین ۱۳۹۹" in html
    assert "+۹۸۹۱۲۳۴۵۶۷۸۹" in html
    assert 'lang="fa"><bdi>Old' in html


def test_a_mail_shows_its_headers_its_text_and_a_frame_without_scripts(client, outbox):
    headers = {"List-Unsubscribe": f"<{LINK}>, <mailto:u@shop.example>"}
    headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    name = outbox.mail("Left", f"Back: {LINK}.", **headers)
    html = body(page(client, "outbox:mail", name))
    assert "هشتی &lt;shop@example.com&gt;" in html
    assert (
        f'<a href="{LINK}" target="_blank" rel="noopener noreferrer"><bdi dir="ltr">{LINK}</bdi></a>.' in html
    )
    assert "mailto:u@shop.example" in html
    assert f'<form action="{LINK}" method="post" target="_blank"' in html
    assert re.search(r"\d KB", html)
    sandbox = re.search(r'<iframe[^>]* sandbox="([^"]*)"', html)[1]
    assert sandbox.split() == ["allow-popups", "allow-popups-to-escape-sandbox"]


def test_a_mail_opens_at_a_phones_width_and_a_link_leads_to_the_desktops(client, outbox):
    name = outbox.mail()
    for query, width in (("", "phone"), ("?width=desktop", "desktop"), ('?width="><script>', "phone")):
        html = body(page(client, "outbox:mail", name, query=query))
        assert f'<iframe class="outbox-frame__{width}"' in html
        assert '"><script>' not in html


def test_a_mail_without_a_page_or_a_way_out_says_so(client, outbox):
    name = outbox.mail(html="")
    html = body(page(client, "outbox:mail", name))
    assert "<iframe" not in html
    assert "One-Click" not in html
    assert client.get(reverse("outbox:mail-frame", args=[name])).status_code == 404


def test_only_a_web_address_is_posted_to(client, outbox):
    post = "List-Unsubscribe=One-Click"
    name = outbox.mail(**{"List-Unsubscribe": "<javascript:alert(1)>", "List-Unsubscribe-Post": post})
    html = body(page(client, "outbox:mail", name))
    assert 'action="javascript' not in html
    assert 'href="javascript' not in html


def test_a_mails_own_page_has_a_policy_that_the_shops_does_not_replace(client, outbox, settings):
    settings.CONTENT_SECURITY_POLICY = "script-src 'self'"
    response = page(client, "outbox:mail-frame", outbox.mail())
    sent = ContentSecurityPolicyMiddleware(lambda request: response)(None)
    policy = dict(part.strip().partition(" ")[::2] for part in sent["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert policy["frame-ancestors"] == "'self'"
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "سلام" in body(response)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<!doctype html><html><head lang=x><p>", "<!doctype html><html><head lang=x>|<p>"),
        ("<!DOCTYPE html>\n<html lang=fa><body>", "<!DOCTYPE html>\n<html lang=fa>|<body>"),
        ("<p>a</p>", "|<p>a</p>"),
        ("<header>a</header>", "|<header>a</header>"),
    ],
)
def test_links_of_a_mail_open_a_tab(html, expected):
    assert with_links_in_new_tabs(html) == expected.replace("|", '<base target="_blank">')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>", "&lt;b&gt;"),
        ('http://a/?b="x', '<a href="http://a/?b=">…</a>&quot;x'),
        ("\u2068http://a/b/\u2069", '\u2068<a href="http://a/b/">…</a>\u2069'),
        ("(http://a/b).", '(<a href="http://a/b">…</a>).'),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_addresses_in_a_text_are_links_and_nothing_else_is(text, html):
    opened = re.sub(
        r'( target="_blank" rel="noopener noreferrer")><bdi dir="ltr">[^<]*</bdi><', ">…<", linked(text)
    )
    assert opened == html


def test_a_text_is_shown_with_the_number_of_sms_it_is_charged_as(client, outbox):
    outbox.sms(text="س" * 71, segments=2, language="fa")
    html = body(page(client, "outbox:text", "2026-11-28", 1))
    assert "2 SMS" in html
    assert re.search(r'class="outbox-phone__bubble[^>]* lang="fa">س', html)


def test_a_template_is_shown_by_its_name_and_parameters(client, outbox):
    outbox.sms(channel="whatsapp", text="", template="cart_left", parameters={"name": "نگار", "link": LINK})
    html = body(page(client, "outbox:text", "2026-11-28", 1))
    assert "WhatsApp" in html
    assert "cart_left" in html
    assert f'href="{LINK}"' in html
    assert "outbox-phone" not in html


@pytest.mark.parametrize(("file", "line"), [("2026-11-28", 2), ("other", 1), ("..", 1)])
def test_what_is_not_there_is_not_found(client, outbox, file, line):
    outbox.sms()
    (outbox.texts.parent / "x.jsonl").write_text("{}")
    assert client.get(reverse("outbox:text", args=[file, line])).status_code == 404
    missing = reverse("outbox:mail", args=["20261128T103000000000-01234567"])
    assert client.get(missing).status_code == 404


def test_a_shop_that_is_no_demo_has_no_outbox(client, settings):
    assert not settings.WITH_OUTBOX
    assert client.get("/fa/demo/outbox/").status_code == 404
    assert "demo/outbox" not in body(client.get("/fa/basket/"))


def test_every_page_of_a_demo_leads_to_the_outbox(client, outbox):
    assert 'href="/fa/demo/outbox/"' in body(client.get("/fa/basket/"))


def test_an_hour_later_is_one_click_for_the_shopper(client, outbox, commits):
    put_into_cart(client, make_product())
    assert 'name="time" value="hour"' in body(page(client, "outbox:list", language="fa"))
    shown = client.post(reverse("outbox:let-pass"), {"time": "hour"}, follow=True)
    assert shown.redirect_chain == [("/fa/demo/outbox/", 302)]
    assert Abandonment.objects.count() == 1
    assert "سبد رها شد: ۱" in body(shown)


def test_no_time_passes_by_a_get_or_by_any_other_answer(client, outbox):
    put_into_cart(client, make_product())
    assert client.get(reverse("outbox:let-pass")).status_code == 405
    assert client.post(reverse("outbox:let-pass"), {"time": "year"}).status_code == 302
    assert (
        Client(enforce_csrf_checks=True).post(reverse("outbox:let-pass"), {"time": "day"}).status_code == 403
    )
    assert not Abandonment.objects.exists()


def test_the_dashboards_control_shows_what_was_sent_meanwhile(client, agent, outbox, monkeypatch):
    outbox.mail("Before")
    let_pass = "example_shop.passing_time.views.let_pass"

    def send(time):
        outbox.mail("Meanwhile")
        return []

    monkeypatch.setattr(let_pass, send)
    client.force_login(agent)
    html = body(client.post(reverse("passing-time"), {"time": "hour"}))
    assert "Meanwhile" in html
    assert "Before" not in html


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_outbox_speaks_the_readers_language(client, outbox, language):
    words = {"fa": "سلام", "ar": "مرحبًا", "en": "Hello"}[language]
    way_out = {"List-Unsubscribe": f"<{LINK}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    name = outbox.mail(words, words, **way_out)
    outbox.sms(text=words, segments=3)
    crawl = Crawl(client, language)
    for path in ("", f"mails/{name}/", "texts/2026-11-28/1/"):
        crawl.read(f"/{language}/demo/outbox/{path}")
    crawl.read(f"/{language}/demo/outbox/let-pass/", {"time": "hour"})
    if language != "en":
        assert crawl.found == {}
    assert (crawl.digits, crawl.punctuation, crawl.roots) == ({}, {}, {})
