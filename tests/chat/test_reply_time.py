"""How long shoppers usually wait, and who answers: true, or not said."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from support_plugin import cache
from support_plugin.adapters import SupportAdapter
from support_plugin.chat.payloads import agent_picture
from support_plugin.chat.reply_time import reply_minutes, reply_text
from support_plugin.chat.waits.flows import measure_waits
from support_plugin.chat.waits.models import Wait
from support_plugin.chat.waits.queries import times_of
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db


def answered(minutes, days_ago=1):
    """A conversation whose first answer came after so many minutes, and another one much later."""
    conversation, asked = ConversationFactory(), timezone.now() - timedelta(days=days_ago)
    for wait in (minutes, minutes + 500):
        ended = asked + timedelta(minutes=wait)
        Wait.objects.create(conversation=conversation, began_at=asked, ended_at=ended, end=Wait.End.ANSWERED)
    measure_waits()


def test_with_fewer_than_five_nothing_is_said():
    for _number in range(4):
        answered(2)
    MessageFactory()
    assert reply_text() == ""


def test_it_is_the_median_of_first_answers():
    for minutes in (1, 2, 3, 200, 300):
        answered(minutes)
    with translation.override("en"):
        assert reply_text() == "Usually replies within 3 minutes"
    with translation.override("fa"):
        assert reply_text() == "معمولاً تا ۳ دقیقه پاسخ می‌دهیم"
    with translation.override("ar"):
        assert reply_text() == "نردّ عادةً خلال ٣ دقائق"


def test_what_is_older_than_a_week_does_not_count():
    for _number in range(9):
        answered(1, days_ago=8)
    assert reply_minutes() == 0


def test_who_was_answered_by_nobody_or_is_not_measured_yet_does_not_count():
    for _number in range(5):
        answered(1)
    Wait.objects.filter(is_first=True).update(end=Wait.End.GIVEN_UP)
    assert reply_minutes() == 0
    Wait.objects.update(end=Wait.End.ANSWERED, open_seconds=None)
    cache.clear()
    assert reply_minutes() == 0


def test_it_is_what_the_teams_numbers_say(monkeypatch):
    for minutes in (1, 2, 3, 200, 300):
        answered(minutes)
    half = dict(times_of(Wait.objects.filter(is_first=True)).by_percentile)[50]
    assert timedelta(minutes=reply_minutes()) == half


def test_hours_are_not_boasted_of():
    for _number in range(5):
        answered(90)
    assert reply_minutes() == 90
    assert reply_text() == ""


def test_it_is_measured_once_in_ten_minutes(django_assert_num_queries):
    for _number in range(5):
        answered(1)
    assert reply_minutes() == 1
    with django_assert_num_queries(0):
        assert reply_minutes() == 1
    cache.clear()
    assert reply_minutes() == 1


def test_the_panel_gets_it():
    for _number in range(5):
        answered(4)
    with translation.override("en"):
        url = reverse("support_plugin:api-session")
    assert Browser().get(url).json()["reply_time"] == "Usually replies within 4 minutes"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/media/sara.webp", "/media/sara.webp"),
        ("", None),
        ("https://elsewhere.example/sara.webp", None),
        ("//elsewhere.example/sara.webp", None),
        ("/\\elsewhere.example/sara.webp", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_picture_is_on_the_shops_own_host(monkeypatch, agent, given, shown):
    monkeypatch.setattr(SupportAdapter, "agent_picture_url", lambda self, user: given)
    assert agent_picture(agent) == shown
