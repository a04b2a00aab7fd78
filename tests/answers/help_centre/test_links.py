"""The links of the shop to the help centre: what the admin chose, and nothing where answers are off."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.template import Context, Template
from django.template.autoreload import reset_loaders
from django.template.base import TextNode
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import support_plugin
from support_plugin import cache, clock
from support_plugin.answers.help_centre.models import HelpLink
from support_plugin.answers.models import Article, Category
from support_plugin.mail import render_mail
from support_plugin.preferences.models import SupportSettings
from support_plugin.templatetags import _slots_help
from support_plugin.trust.models import Badge
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
Position = HelpLink.Position
HELP = 'href="/fa/support/help/'


def render(rf, tag):
    return Template("{% load support %}" + tag).render(Context({"request": rf.get("/fa/")}))


def link(rf, place):
    return render(rf, f'{{% support_help_link "{place}" %}}')


def choose(place, **fields):
    HelpLink.objects.update_or_create(place=place, defaults=fields)


@pytest.mark.parametrize("place", ["footer", "thank_you", "contact"])
def test_without_a_choice_a_place_links_to_the_help_centre(rf, centre, place):
    assert 'href="/fa/support/help/"' in link(rf, place)


@pytest.mark.parametrize("place", ["delivery", "returns"])
def test_beside_the_shipping_cost_there_is_no_link_without_a_choice(rf, centre, place):
    assert link(rf, place) == ""


@pytest.mark.parametrize("place", ["footer", "delivery", "returns", "thank_you", "contact"])
def test_a_place_links_to_the_article_or_category_that_was_chosen(rf, centre, place):
    choose(place, article=centre["refund-time"])
    html = link(rf, place)
    assert 'href="/fa/support/help/refund-time/"' in html
    assert "پولم کی برمی‌گردد؟" in html
    choose(place, article=None, category=Category.objects.get(key="delivery"))
    html = link(rf, place)
    assert 'href="/fa/support/help/category/delivery/"' in html
    assert ">ارسال</a>" in html


def test_a_place_that_is_not_shown_has_no_link(rf, centre):
    choose("footer", is_shown=False)
    assert link(rf, "footer") == ""


def test_what_is_not_published_is_not_linked(rf, centre):
    choose("footer", article=centre["refund-time"])
    choose("delivery", article=centre["refund-time"])
    assert "refund-time" in link(rf, "footer")
    article = Article.objects.get(key="refund-time")
    article.published_until = clock.now() + timedelta(hours=1)
    article.save()
    assert "refund-time" in link(rf, "footer")
    article.published_from = None
    article.save()
    assert 'href="/fa/support/help/"' in link(rf, "footer")
    assert link(rf, "delivery") == ""
    article.delete()
    assert link(rf, "delivery") == ""


def test_a_link_to_an_article_in_another_language_says_so(rf, centre):
    centre["refund-time"].texts.exclude(language="en").delete()
    choose("footer", article=centre["refund-time"])
    assert 'lang="en" dir="ltr">When do I get my refund?</a>' in link(rf, "footer")


def test_a_links_words_cannot_be_markup(rf, centre):
    text = centre["refund-time"].texts.get(language="fa")
    text.question = "<b>x</b>"
    text.save()
    choose("footer", article=centre["refund-time"])
    assert "&lt;b&gt;x" in link(rf, "footer")


PAGES = ["basket:summary", "catalogue:index", "support_plugin:contact"]


@pytest.fixture
def shopper(client, settings):
    """A shopper with a cart; what is cached stays so for the test."""
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    put_into_cart(client, make_product())
    return client


@pytest.fixture
def badges():
    """A badge of each group, in the footer."""
    for kind, name in (("payment", "Shaparak"), ("company", "eNamad")):
        Badge.objects.create(kind=kind, provider=name, placements=["footer"])
    cache.clear()


def test_below_badges_there_is_no_link_without_a_choice(rf, centre, badges):
    html = render(rf, '{% support_badges "footer" %}')
    assert "Shaparak" in html
    assert "support/help" not in html


@pytest.mark.parametrize(("place", "before"), [("payments", "Shaparak"), ("trust", "eNamad")])
def test_badges_lead_to_the_article_that_was_chosen_for_their_group(rf, centre, badges, place, before):
    render(rf, '{% support_badges "footer" %}')
    choose(place, article=centre["refund-time"])
    html = render(rf, '{% support_badges "footer" %}')
    link_at = html.index('href="/fa/support/help/refund-time/"')
    assert html[:link_at].rindex("<ul") < html[:link_at].index(before) < html[:link_at].rindex("</ul>")
    centre["refund-time"].texts.update(question="x")
    SupportSettings.objects.update(answers_enabled=False)
    cache.clear()
    assert "support/help" not in render(rf, '{% support_badges "footer" %}')


def test_below_badges_an_article_that_ended_is_linked_no_more(rf, centre, badges, monkeypatch):
    article, now = centre["refund-time"], clock.now()
    article.published_until = now + timedelta(hours=1)
    article.save()
    choose("trust", article=article)
    assert "refund-time" in render(rf, '{% support_badges "footer" %}')
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2))
    assert "refund-time" not in render(rf, '{% support_badges "footer" %}')


def test_every_page_links_to_it_in_its_footer(shopper, centre):
    for name in PAGES:
        html = shopper.get(reverse(name)).content.decode()
        footer = html[html.rindex("<footer") :]
        assert HELP in footer, name


def test_the_notice_links_to_the_delivery_article(shopper, centre):
    choose("delivery", article=centre["shipping-cost"])
    choose("returns", article=centre["refund-time"])
    html = shopper.get(reverse("basket:summary")).content.decode()
    notice = html[
        html.index('class="support-notice-more"') : html.index(
            "</details>", html.index("support-notice-more")
        )
    ]
    assert 'href="/fa/support/help/shipping-cost/"' in notice
    assert 'href="/fa/support/help/refund-time/"' in notice


def test_off_no_page_has_a_link_a_query_or_a_byte_more(shopper, centre, monkeypatch, request):
    choose("delivery", article=centre["shipping-cost"])
    SupportSettings.objects.update(answers_enabled=False)
    product = make_product()
    addresses = [*map(reverse, PAGES), product.get_absolute_url()]

    def measure():
        found = []
        for address in addresses:
            shopper.get(address)
            for prepare in (cache.clear, lambda: None):
                prepare()
                with CaptureQueriesContext(connection) as captured:
                    body = shopper.get(address).content.decode()
                found.append((address, [kind_of(query["sql"]) for query in captured], len(body)))
        return found

    with_slots = measure()
    assert all("support/help" not in str(found) for found in with_slots)
    for name in ("support_help_link", "support_help_mail"):
        monkeypatch.setitem(_slots_help.register.tags, name, no_tag)
    reset_loaders()
    request.addfinalizer(reset_loaders)
    without = measure()
    assert with_slots == without


def kind_of(sql):
    """Return what a query does, to which table first."""
    return sql.split()[0], *re.findall(r'"([a-z_]+)"', sql)[:1]


def no_tag(parser, token):
    """A tag that is not there: the templates are compiled again with it."""
    return TextNode("")


def test_on_a_warm_page_asks_nothing_for_its_links(shopper, centre):
    choose("delivery", article=centre["shipping-cost"])
    for address in map(reverse, PAGES):
        shopper.get(address)
        with CaptureQueriesContext(connection) as captured:
            html = shopper.get(address).content.decode()
        assert HELP in html
        tables = ("supportsettings", "helplink", "support_plugin_article", "support_plugin_category")
        assert not [query["sql"] for query in captured if any(table in query["sql"] for table in tables)]


@pytest.fixture
def our_mail(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    context = {"name": "هشتی", "number": "100", "link": "https://shop.example/x"}
    return lambda: render_mail("s", "support_plugin/guests/account_mail", context)


def test_mails_end_with_the_full_address_of_the_help_centre(centre, our_mail):
    _subject, text, html = our_mail()
    assert "https://shop.example/fa/support/help/" in text
    assert 'href="https://shop.example/fa/support/help/"' in html
    choose("mails", article=centre["refund-time"])
    _subject, text, html = our_mail()
    assert "پولم کی برمی‌گردد؟" in text
    assert 'href="https://shop.example/fa/support/help/refund-time/"' in html


def test_off_or_without_a_known_address_mails_say_nothing_of_it(centre, our_mail, settings):
    SupportSettings.objects.update(answers_enabled=False)
    cache.clear()
    before = our_mail()
    assert "support/help" not in str(before)
    settings.SUPPORT_PLUGIN = {}
    SupportSettings.objects.update(answers_enabled=True)
    cache.clear()
    assert our_mail() == before
    assert mail.outbox == []


def test_the_tags_leave_no_empty_line_where_they_show_nothing():
    root = Path(support_plugin.__file__).parent / "templates"
    tags = {
        path: re.findall(r"^\s*\{% support_help_[^%]*%\}\s*$", path.read_text(), re.M)
        for path in root.rglob("*.*")
    }
    assert {path.name: found for path, found in tags.items() if found} == {}


def test_links_to_articles_are_read_with_the_shops_facts(rf, centre):
    choose(Position.DELIVERY, article=centre["refund-time"])
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert "پولم کی برمی‌گردد؟" in link(rf, Position.DELIVERY)
        assert link(rf, Position.FOOTER)
    assert sum("SELECT" in query["sql"] for query in captured) == 1


def test_a_link_ends_with_its_article(rf, centre, monkeypatch):
    article, now = centre["refund-time"], clock.now()
    Article.objects.filter(pk=article.pk).update(published_until=now + timedelta(seconds=2))
    choose(Position.DELIVERY, article=article)
    cache.clear()
    assert link(rf, Position.DELIVERY)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=2))
    assert not link(rf, Position.DELIVERY)
