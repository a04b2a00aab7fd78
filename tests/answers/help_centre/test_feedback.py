"""“Did this help?”: stored once for a browser and a version, and never on opening a page."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache as django_cache
from django.test import Client

from support_plugin import limits
from support_plugin.answers.help_centre import feedback_cookie
from support_plugin.answers.help_centre.models import COMMENT_LENGTH, ArticleFeedback
from support_plugin.answers.models import Article, ArticleText, ArticleVersion

pytestmark = pytest.mark.django_db
PAGE = "/en/support/help/shipping-cost/"


@pytest.fixture(autouse=True)
def _nothing_counted():
    django_cache.clear()
    limits.reset()
    yield
    limits.reset()


def form_of(client, page=PAGE):
    """Return what the page's form sends besides the button."""
    html = client.get(page).content.decode()
    names = ("key", "version")
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in names}


def say(client, helped, page=PAGE, **more):
    return client.post(page, {**form_of(client, page), "helped": helped, **more})


def test_an_answer_is_stored_with_the_version_that_was_read(client, centre):
    answer = say(client, "yes")
    assert answer.status_code == 302
    assert answer["Location"] == f"{PAGE}#help-feedback"
    row = ArticleFeedback.objects.get()
    assert (row.is_helpful, row.comment) == (True, "")
    assert (row.version.article_key, row.version.language) == ("shipping-cost", "en")


def test_opening_a_page_stores_nothing_and_gives_no_cookie(client, centre):
    answer = client.get(PAGE + "?helped=yes&version=1")
    assert feedback_cookie.COOKIE not in answer.cookies
    assert not ArticleFeedback.objects.exists()


def test_it_is_asked_once_and_thanks(client, centre):
    assert "Did this help?" in client.get(PAGE).content.decode()
    say(client, "yes")
    html = client.get(PAGE).content.decode()
    assert "Did this help?" not in html
    assert "Good to know. Thank you." in html
    assert "Did this help?" in Client().get(PAGE).content.decode()
    assert "Did this help?" in client.get("/en/support/help/refund-time/").content.decode()


def test_after_no_it_asks_what_was_missing_and_stores_it_in_the_same_row(client, centre):
    say(client, "no")
    html = client.get(PAGE).content.decode()
    assert "What was missing?" in html
    say(client, "no", comment="  the price\r\nto Qom  ")
    row = ArticleFeedback.objects.get()
    assert (row.is_helpful, row.comment) == (False, "the price\nto Qom")
    html = client.get(PAGE).content.decode()
    assert "What was missing?" not in html
    assert "Thank you for telling us." in html


def test_the_same_form_sent_again_counts_once_also_without_the_cookie(client, centre):
    data = {**form_of(client), "helped": "no"}
    for _time in range(3):
        assert Client().post(PAGE, data).status_code == 302
    Client().post(PAGE, {**data, "helped": "yes"})
    assert ArticleFeedback.objects.get().is_helpful is True


def test_a_browser_that_sends_another_form_changes_its_answer(client, centre):
    say(client, "yes")
    fresh = {**form_of(Client()), "helped": "no"}
    client.post(PAGE, fresh)
    assert ArticleFeedback.objects.get().is_helpful is False


def test_a_changed_article_is_asked_about_again(client, centre):
    say(client, "no")
    text = ArticleText.objects.get(article__key="shipping-cost", language="en")
    text.answer = "Two Euros."
    text.save()
    assert "Did this help?" in client.get(PAGE).content.decode()
    say(client, "yes")
    assert sorted(ArticleFeedback.objects.values_list("version__number", "is_helpful")) == [
        (1, False),
        (2, True),
    ]


def test_the_version_that_was_read_counts_although_the_text_changed_meanwhile(client, centre):
    data = form_of(client)
    text = ArticleText.objects.get(article__key="shipping-cost", language="en")
    text.answer = "Two Euros."
    text.save()
    client.post(PAGE, {**data, "helped": "yes"})
    assert ArticleFeedback.objects.get().version.number == 1


def test_a_version_of_another_article_is_refused(client, centre):
    other = ArticleVersion.objects.filter(article_key="refund-time").first()
    answer = client.post(PAGE, {"key": uuid4(), "version": other.pk, "helped": "yes"})
    assert answer.status_code == 400
    assert not ArticleFeedback.objects.exists()


def test_the_key_of_another_articles_answer_is_refused(client, centre):
    say(client, "yes")
    taken = ArticleFeedback.objects.get().key
    other = "/en/support/help/refund-time/"
    data = {**form_of(Client(), other), "key": taken, "helped": "no"}
    assert Client().post(other, data).status_code == 400
    assert ArticleFeedback.objects.get().is_helpful is True


@pytest.mark.parametrize(
    "change",
    [
        {"helped": "perhaps"},
        {"helped": ""},
        {"key": "x"},
        {"version": "x"},
        {"version": "9" * 40},
        {"version": "0"},
    ],
    ids=str,
)
def test_a_broken_form_is_refused_and_the_page_stays(client, centre, change):
    answer = client.post(PAGE, {**form_of(client), "helped": "yes", **change})
    assert answer.status_code == 400
    assert "You see the cost in your cart." in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert not ArticleFeedback.objects.exists()


def test_a_form_without_its_token_is_refused(centre):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(PAGE, {**form_of(browser), "helped": "yes"}).status_code == 403
    assert not ArticleFeedback.objects.exists()


@pytest.mark.parametrize("cookie", ["", "x", "x:y:z", "a" * 5000], ids=range(4))
def test_a_cookie_that_is_not_ours_says_nothing(client, centre, cookie):
    client.cookies[feedback_cookie.COOKIE] = cookie
    assert "Did this help?" in client.get(PAGE).content.decode()


def test_the_cookie_stays_small_and_is_for_the_server_alone(client, centre):
    for number in range(30):
        article = Article.objects.create(
            key=f"a{number}", published_from=centre["refund-time"].published_from
        )
        ArticleText.objects.create(article=article, language="en", question=f"Q{number}?", answer="A.")
        say(client, "yes", f"/en/support/help/a{number}/")
    cookie = client.cookies[feedback_cookie.COOKIE]
    assert len(cookie.value) < 3000
    assert cookie["httponly"]
    assert "Good to know" in client.get("/en/support/help/a29/").content.decode()
    assert "Did this help?" in client.get("/en/support/help/a0/").content.decode()


def test_a_hostile_comment_is_cut_and_stored_as_text(client, centre):
    say(client, "no", comment="<script>\0" + "x" * 5000)
    comment = ArticleFeedback.objects.get().comment
    assert comment.startswith("<script>x")
    assert len(comment) == COMMENT_LENGTH
    assert "<script>x" not in client.get(PAGE).content.decode()


def test_a_comment_of_which_nothing_is_seen_is_none(client, centre):
    say(client, "no", comment="\u200c \u202e")
    assert ArticleFeedback.objects.get().comment == ""


def test_answers_are_limited_by_address(centre, settings):
    settings.SUPPORT_PLUGIN = {"HELP_FEEDBACK_PER_HOUR": 1, "PEOPLE_PER_ADDRESS": 2}
    statuses = [say(Client(), "yes").status_code for _number in range(3)]
    assert statuses == [302, 302, 429]
    assert ArticleFeedback.objects.count() == 2


def test_an_article_that_ended_takes_no_answer(client, centre):
    data = {**form_of(client), "helped": "yes"}
    Article.objects.update(published_from=None)
    assert client.post(PAGE, data).status_code == 404
    assert not ArticleFeedback.objects.exists()


def test_an_answer_leads_to_nobody(client, centre, shopper):
    client.force_login(shopper)
    say(client, "yes")
    names = {field.name for field in ArticleFeedback._meta.get_fields()}
    assert names == {"id", "key", "version", "is_helpful", "comment", "made_at"}


def test_an_answer_about_a_text_in_another_language_returns_to_it(client, centre):
    ArticleText.objects.filter(article__key="shipping-cost").exclude(language="ar").delete()
    address = f"{PAGE}?language=ar"
    assert say(client, "yes", address)["Location"] == f"{address}#help-feedback"
