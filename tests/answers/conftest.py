"""A small help centre in three languages."""

import pytest

from support_plugin import clock
from support_plugin.answers import queries
from support_plugin.answers.models import Article, ArticleText
from support_plugin.answers.retrieval import semantic

TEXTS = {
    "shipping-cost": {
        "fa": ("هزینهٔ ارسال چقدر است؟", "هزینه را در سبد خرید می‌بینید."),
        "ar": ("كم تكلفة الشحن؟", "ترى التكلفة في السلة."),
        "en": ("How much does delivery cost?", "You see the cost in your cart."),
    },
    "refund-time": {
        "fa": ("پولم کی برمی‌گردد؟", "تا سه روز کاری به همان کارت."),
        "ar": ("متى يعود المبلغ إلى حسابي؟", "خلال ثلاثة أيام عمل إلى البطاقة نفسها."),
        "en": ("When do I get my refund?", "Within three working days, to the same card."),
    },
    "lost-password": {
        "fa": ("رمز عبورم را فراموش کرده‌ام", "در صفحهٔ ورود روی فراموشی رمز بزنید."),
        "ar": ("نسيت كلمة المرور", "اضغط على استعادة كلمة المرور في صفحة الدخول."),
        "en": ("I forgot my password", "Choose password reset on the log-in page."),
    },
    "opening-hours": {
        "fa": ("ساعت کاری شما چیست؟", "شنبه تا چهارشنبه، نه تا هفده."),
        "ar": ("ما هي ساعات العمل؟", "من السبت إلى الأربعاء."),
        "en": ("What are your opening hours?", "Saturday to Wednesday, nine to five."),
    },
}


@pytest.fixture(autouse=True)
def _lexical(monkeypatch):
    """The extra is tried by itself; indexes of other tests are gone."""
    monkeypatch.setattr(semantic, "is_installed", lambda: False)
    queries._indexes.clear()
    yield
    queries._indexes.clear()


def add_article(key, published=True, **texts):
    """Store an article with texts by language: (question, answer) or (question, answer, also)."""
    article = Article.objects.create(key=key, published_from=clock.now() if published else None)
    for language, (question, answer, *also) in texts.items():
        ArticleText.objects.create(
            article=article, language=language, question=question, answer=answer, also="\n".join(also)
        )
    return article


@pytest.fixture
def articles(db):
    return {key: add_article(key, **texts) for key, texts in TEXTS.items()}
