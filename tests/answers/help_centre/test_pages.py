"""The pages of the help centre, as a browser without JavaScript gets them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from support_plugin import cache, clock
from support_plugin.answers.help_centre.links import article_url, category_url, help_centre_url
from support_plugin.answers.models import Article, ArticleText, Category
from support_plugin.preferences.models import SupportSettings
from tests.answers.conftest import add_article

pytestmark = pytest.mark.django_db


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def links_of(html):
    """Return the addresses within the help centre's own part of a page."""
    part = html[html.index('class="support-help"') :]
    return re.findall(r'<a[^>]*href="([^"]+)"', part)


def test_the_first_page_lists_categories_in_order_with_their_articles(client, centre):
    html = page(client, "/fa/support/help/")
    order = ["ارسال", TITLE["shipping-cost"], "حساب", TITLE["lost-password"], TITLE["opening-hours"]]
    places = [html.index(text, html.index("support-help-sections")) for text in order]
    assert places == sorted(places)
    assert article_url("shipping-cost", "fa") in links_of(html)
    assert category_url("delivery", "fa") in links_of(html)


TITLE = {
    "shipping-cost": "هزینهٔ ارسال چقدر است؟",
    "lost-password": "رمز عبورم را فراموش کرده‌ام",
    "opening-hours": "ساعت کاری شما چیست؟",
}


def test_a_category_shows_its_articles_alone_and_is_missing_without_any(client, centre):
    html = page(client, "/en/support/help/category/delivery/")
    assert "How much does delivery cost?" in html
    assert "I forgot my password" not in html
    Category.objects.create(key="empty", names={"en": "Empty"})
    page(client, "/en/support/help/category/empty/", 404)
    page(client, "/en/support/help/category/none/", 404)
    assert "Empty" not in page(client, "/en/support/help/")


def test_a_category_with_many_articles_has_pages(client, switched_on):
    category = Category.objects.create(key="many", names={"en": "Many"})
    for number in range(53):
        add_article(f"a{number:02}", en=(f"Question {number:02}?", "Yes."))
    Article.objects.update(category=category)
    cache.clear()
    assert "All 53 questions" in page(client, "/en/support/help/")
    first = page(client, "/en/support/help/category/many/")
    assert "Question 49?" in first
    assert "Question 50?" not in first
    second = page(client, "/en/support/help/category/many/?page=2")
    assert "Question 52?" in second
    assert "Question 49?" not in second
    for wrong in ("0", "-1", "x", "99999999999999999999"):
        page(client, f"/en/support/help/category/many/?page={wrong}")


def test_an_article_shows_question_answer_and_the_way_to_it(client, centre):
    html = page(client, "/ar/support/help/shipping-cost/")
    assert len(re.findall("<h1>", html)) == 1
    assert "كم تكلفة الشحن؟" in html
    assert "<p>ترى التكلفة في السلة.</p>" in html
    assert category_url("delivery", "ar") in html
    assert help_centre_url("ar") in html


@pytest.mark.parametrize("state", ["draft", "ended", "not yet", "without a text", "unknown"])
def test_what_is_not_published_is_found_nowhere(client, centre, state):
    now = clock.now()
    dates = {
        "draft": {"published_from": None},
        "ended": {"published_until": now - timedelta(seconds=1), "published_from": now - timedelta(days=1)},
        "not yet": {"published_from": now + timedelta(hours=1)},
    }
    key = "shipping-cost" if state != "unknown" else "nothing"
    if state in dates:
        Article.objects.filter(key=key).update(**dates[state])
    elif state == "without a text":
        ArticleText.objects.filter(article__key=key).delete()
    cache.clear()
    page(client, f"/fa/support/help/{key}/", 404)
    for address in (
        "/fa/support/help/",
        "/fa/support/help/category/delivery/",
        "/fa/support/help/?q=هزینه ارسال",
    ):
        html = page(client, address)
        assert (TITLE["shipping-cost"] in html) == (state == "unknown"), address


def test_everything_is_missing_where_answers_are_off(client, centre):
    SupportSettings.objects.update(answers_enabled=False)
    cache.clear()
    for address in ("", "?q=a", "category/delivery/", "shipping-cost/"):
        page(client, f"/fa/support/help/{address}", 404)
    assert client.post("/fa/support/help/shipping-cost/", {"helped": "yes"}).status_code == 404
    assert (help_centre_url(), article_url("shipping-cost"), category_url("delivery")) == ("", "", "")


def test_addresses_are_those_of_the_language_that_is_asked_for(centre):
    assert article_url("shipping-cost", "ar") == "/ar/support/help/shipping-cost/"
    assert article_url("shipping-cost", "en") == "/en/support/help/shipping-cost/"
    assert reverse("support_plugin:help-article", args=["shipping-cost"]) == article_url("shipping-cost")


class TestWithoutATextInTheLanguage:
    """An article that has no text in the page's language."""

    @pytest.fixture(autouse=True)
    def _only_english(self, centre):
        add_article("wrap", en=("Do you wrap gifts?", "Yes, for free."))

    def test_it_says_so_and_offers_the_other_languages(self, client):
        html = page(client, "/fa/support/help/wrap/")
        assert "Yes, for free." not in html.split("</head>")[1]
        [link] = re.findall(r'<a class="btn[^>]*href="[^"]*language=en"[^>]*>', html)
        assert 'lang="en"' in link
        assert 'dir="ltr"' in link
        assert '<span lang="en" dir="ltr">Do you wrap gifts?</span>' in html
        assert '<meta name="robots" content="noindex, follow">' in html

    def test_the_other_language_is_read_on_the_same_page(self, client):
        html = page(client, "/fa/support/help/wrap/?language=en")
        assert (
            '<article class="support-help-text" lang="en" dir="ltr"><p>Yes, for free.</p></article>' in html
        )
        assert 'content="noindex, follow"' in html

    def test_a_language_that_it_has_not_is_ignored(self, client):
        for asked in ("ar", "xx", "<script>", "en\0"):
            html = page(client, f"/en/support/help/wrap/?language={asked}")
            assert "Yes, for free." in html
            html = page(client, f"/en/support/help/shipping-cost/?language={asked}")
            assert ("You see the cost" in html) == (asked != "ar")

    def test_lists_and_results_say_in_which_language_it_is(self, client):
        html = page(client, "/fa/support/help/")
        assert '<a href="/fa/support/help/wrap/" lang="en" dir="ltr">Do you wrap gifts?</a>' in html


def test_a_page_of_a_shop_without_the_chat_offers_no_chat(client, centre):
    assert "/en/support/contact/" in page(client, "/en/support/help/")
    SupportSettings.objects.update(chat_enabled=False)
    cache.clear()
    assert "support-help-person" not in page(client, "/en/support/help/")


def test_an_article_names_others_of_its_category(client, centre):
    links = links_of(page(client, "/en/support/help/shipping-cost/"))
    assert "/en/support/help/refund-time/" in links
    assert "/en/support/help/shipping-cost/" not in links
    assert "/en/support/help/lost-password/" not in links


def test_a_changed_article_is_shown_as_it_is_now(client, centre):
    page(client, "/en/support/help/")
    text = ArticleText.objects.get(article__key="shipping-cost", language="en")
    text.question, text.answer = "What is postage?", "Two Euros."
    text.save()
    assert "What is postage?" in page(client, "/en/support/help/")
    assert "Two Euros." in page(client, "/en/support/help/shipping-cost/")
