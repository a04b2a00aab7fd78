"""What the app's parts of the shop's pages do once, or not at all: so that none of it creeps back."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test.signals import template_rendered
from django.utils import translation

from support_plugin import cache, urls
from support_plugin.formats import money
from support_plugin.notices.delivery_dates import words as days_in_words
from support_plugin.notices.samples import sample_quote
from support_plugin.notices.slots import Shown, describe, notice_slot
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.quotes.certainty import Certainty

pytestmark = pytest.mark.django_db
LINK = "support_plugin/answers/link.html"


def counted(monkeypatch, module, name):
    """Return a list that grows with each call of a module's function."""
    calls, function = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **kwargs: calls.append(args) or function(*args, **kwargs))
    return calls


def test_a_page_of_the_shop_is_compared_with_two_entries_of_ours():
    assert len(urls.urlpatterns) == 2


def test_a_notice_writes_each_amount_of_its_own_once(monkeypatch):
    quote = sample_quote(Certainty.EXACT)
    # What each method costs is a list beside it.
    notice = describe(Shown(quote, "basket"))
    notice.methods.clear()
    shown = counted(monkeypatch, money, "show_money")
    render_to_string(*notice_slot(notice))
    assert len(shown) == len({args[0] for args in shown})


def test_days_are_put_into_words_once_for_each_language(monkeypatch):
    days, today = (date(2026, 11, 24), date(2026, 11, 26)), date(2026, 11, 22)
    days_in_words._describe.cache_clear()
    described = counted(monkeypatch, days_in_words, "describe_near_date")
    words = set()
    for language in ("en", "fa", "ar", "en", "fa", "ar"):
        with translation.override(language):
            words.add(days_in_words.describe_dates(days, today))
    assert len(words) == 3
    assert len(described) == 2 * 3


def test_a_changed_setting_lets_days_be_put_into_words_again(settings, monkeypatch):
    days, today = (date(2026, 11, 24), date(2026, 11, 26)), date(2026, 11, 22)
    days_in_words.describe_dates(days, today)
    described = counted(monkeypatch, days_in_words, "describe_near_date")
    settings.USE_THOUSAND_SEPARATOR = True
    days_in_words.describe_dates(days, today)
    assert len(described) == 2


def test_the_footers_link_is_rendered_once_for_all_pages(client, prefer):
    prefer(answers_enabled=True)
    rendered = []

    def note(template, **kwargs):
        rendered.append(template.name)

    template_rendered.connect(note)
    pages = [client.get("/en/catalogue/").content.decode() for _ in range(2)]
    template_rendered.disconnect(note)
    assert all('href="/en/support/help/"' in page for page in pages)
    assert rendered.count(LINK) == 1


def test_the_shops_facts_are_not_measured():
    get_preferences()
    assert cache._entries[cache.PREFERENCES].size == 0
