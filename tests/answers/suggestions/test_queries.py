"""Which questions stand in the panel before the first message, and which answers come while typing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support_plugin import clock
from support_plugin.answers.retrieval.needs import OUTSIDE, needs_of
from support_plugin.answers.retrieval.passages import Hit, Outcome, Passage, Result
from support_plugin.answers.suggestions import queries
from support_plugin.answers.suggestions.models import ShopPage, SuggestedArticle
from support_plugin.answers.suggestions.places import NEEDS
from support_plugin.answers.suggestions.queries import find_matches, find_suggested
from tests.answers.conftest import add_article

pytestmark = pytest.mark.django_db

MORE = {
    "how-to-pay": {
        "fa": ("چطور می‌توانم پرداخت کنم؟", "با کارت."),
        "ar": ("كيف أدفع؟", "بالبطاقة."),
        "en": ("How can I pay?", "By card."),
    },
    "is-it-safe": {
        "fa": ("پرداخت در سایت شما امن است؟", "بله."),
        "ar": ("هل الدفع في موقعكم آمن؟", "نعم."),
        "en": ("Is it safe to pay on your site?", "Yes."),
    },
    "bad-code": {
        "fa": ("چرا کد تخفیفم قبول نمی‌شود؟", "شاید گذشته باشد."),
        "ar": ("لماذا رُفض رمز القسيمة؟", "ربما انتهت مدته."),
        "en": ("Why is my voucher code refused?", "It may have ended."),
    },
    "where-is-it": {
        "fa": ("سفارشم را چطور پیگیری کنم؟", "در حساب کاربری."),
        "ar": ("كيف أتتبع طلبي؟", "في حسابك."),
        "en": ("How do I track my order?", "In your account."),
    },
}


@pytest.fixture
def shop(articles):
    """Articles whose keys and categories say nothing."""
    return articles | {key: add_article(key, **texts) for key, texts in MORE.items()}


def suggest(place, *articles):
    for position, article in enumerate(articles):
        SuggestedArticle.objects.create(place=place, article=article, position=position)


def keys(passages):
    return [passage.key for passage in passages]


def test_every_need_of_a_place_is_one_that_the_search_knows_in_each_language():
    assert set(NEEDS) == set(ShopPage)
    for language in ("fa", "ar", "en"):
        for place, needs in NEEDS.items():
            assert not set(needs) - set(needs_of(language).names), (place, language)
            assert not [need for need in needs if need.startswith(OUTSIDE)]


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_a_place_without_a_choice_shows_what_its_step_needs(shop, language):
    assert keys(find_suggested(ShopPage.PAYMENT, language)) == ["how-to-pay", "is-it-safe", "bad-code"]
    assert keys(find_suggested(ShopPage.ORDERED, language)) == ["where-is-it"]
    assert "shipping-cost" in keys(find_suggested(ShopPage.BASKET, language))
    assert keys(find_suggested(ShopPage.SIGN_IN, language)) == ["lost-password"]


def test_what_the_admin_chose_stands_alone_and_in_order(shop):
    suggest(ShopPage.PAYMENT, shop["opening-hours"], shop["bad-code"])
    assert keys(find_suggested(ShopPage.PAYMENT, "fa")) == ["opening-hours", "bad-code"]
    assert "opening-hours" not in keys(find_suggested(ShopPage.BASKET, "fa"))


def test_a_choice_is_seen_at_once_and_its_end_too(shop):
    before = keys(find_suggested(ShopPage.PAYMENT, "fa"))
    suggest(ShopPage.PAYMENT, shop["opening-hours"])
    assert keys(find_suggested(ShopPage.PAYMENT, "fa")) == ["opening-hours"]
    SuggestedArticle.objects.get().delete()
    assert keys(find_suggested(ShopPage.PAYMENT, "fa")) == before


def test_there_are_four_at_most(shop):
    suggest(ShopPage.OTHER, *shop.values())
    assert keys(find_suggested(ShopPage.OTHER, "en")) == list(shop)[:4]
    SuggestedArticle.objects.all().delete()
    assert len(find_suggested(ShopPage.OTHER, "en")) == 4


def test_drafts_and_ended_articles_are_not_shown_though_they_were_chosen(shop):
    suggest(ShopPage.PAYMENT, shop["bad-code"], shop["how-to-pay"], shop["is-it-safe"])
    past = clock.now() - timedelta(days=1)
    shop["bad-code"].published_from = None
    shop["bad-code"].save()
    shop["how-to-pay"].published_from, shop["how-to-pay"].published_until = past - timedelta(days=1), past
    shop["how-to-pay"].save()
    assert keys(find_suggested(ShopPage.PAYMENT, "fa")) == ["is-it-safe"]
    assert "bad-code" not in keys(find_matches("چرا کد تخفیفم قبول نمی‌شود؟", "fa"))


def test_a_question_without_a_text_in_the_pages_language_is_not_shown_beforehand(db):
    english = add_article("only-english", en=("How can I pay?", "By card."))
    for _time in ("by its need", "chosen"):
        assert find_suggested(ShopPage.PAYMENT, "fa") == ()
        assert keys(find_suggested(ShopPage.PAYMENT, "en")) == ["only-english"]
        SuggestedArticle.objects.get_or_create(place=ShopPage.PAYMENT, article=english)


def test_articles_that_fit_no_need_are_not_shown(db):
    add_article("odd", en=("Who painted the picture in your window?", "Our neighbour."))
    assert [keys(find_suggested(place, "en")) for place in ShopPage] == [[]] * len(ShopPage)


def test_a_shop_without_articles_suggests_nothing(db):
    assert find_suggested(ShopPage.BASKET, "fa") == find_matches("هزینه ارسال چقدر است", "fa") == ()


def test_a_warm_look_asks_nothing(shop, django_assert_num_queries, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    find_suggested(ShopPage.PAYMENT, "fa")
    find_matches("پول پیک چقده", "fa")
    with django_assert_num_queries(0):
        find_suggested(ShopPage.PAYMENT, "fa")
        find_matches("پول پیک چقده", "fa")


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("fa", "پول پیک چقده", "shipping-cost"),
        ("ar", "كم التوصيل", "shipping-cost"),
        ("en", "i forgot my passw", "lost-password"),
        ("fa", "how can I pay", "how-to-pay"),
    ],
)
def test_colloquial_beginnings_of_questions_match(shop, language, text, key):
    found = find_matches(text, language)
    assert keys(found)[0] == key
    assert len(found) <= 3


@pytest.mark.parametrize("text", ["سلام خوبی", "😀😀😀", "", "هوا چطوره امروز", "\0\0 \u202e"])
def test_what_no_article_answers_matches_nothing(shop, text):
    assert find_matches(text, "fa") == ()


def test_a_hit_that_is_not_trusted_is_left_out_however_well_it_scores(monkeypatch):
    hit = Hit(Passage("odd", "en", "Odd?", "Odd."), 0.9)
    for outcome, expected in ((Outcome.NONE, []), (Outcome.UNSURE, ["odd"]), (Outcome.SURE, ["odd"])):
        monkeypatch.setattr(queries, "search", lambda *_asked, o=outcome: Result(o, 0.5, (hit,), "en"))
        assert keys(find_matches("anything at all", "en")) == expected


def test_weak_hits_behind_the_first_one_are_left_out(shop):
    assert keys(find_matches("رمزم یادم رفته", "fa")) == ["lost-password"]


def test_an_article_stands_once_at_a_place(shop):
    suggest(ShopPage.PAYMENT, shop["bad-code"])
    double = SuggestedArticle(place=ShopPage.PAYMENT, article=shop["bad-code"])
    with pytest.raises(ValidationError):
        double.full_clean()
