"""A help centre that is switched on, with two categories."""

import pytest

from support_plugin import cache
from support_plugin.answers.models import Article, Category
from support_plugin.preferences.models import SupportSettings


@pytest.fixture
def switched_on(db):
    """Answers are on; nothing is cached of another test."""
    SupportSettings.objects.update_or_create(defaults={"answers_enabled": True})
    cache.clear()


@pytest.fixture
def centre(switched_on, articles):
    """The articles of the room's conftest, in the categories delivery and account; one is in none."""
    delivery = Category.objects.create(
        key="delivery", position=1, names={"fa": "ارسال", "ar": "الشحن", "en": "Delivery"}
    )
    account = Category.objects.create(key="account", position=2, names={"fa": "حساب"})
    Article.objects.filter(key__in=["shipping-cost", "refund-time"]).update(category=delivery)
    Article.objects.filter(key="lost-password").update(category=account)
    cache.clear()
    return articles
