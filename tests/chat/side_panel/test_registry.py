"""Sections beside a conversation: who is shown which, in which order, and what happens when one fails."""

import pytest
from django.db import DatabaseError

from support_plugin.chat.side_panel import registry
from support_plugin.chat.side_panel.registry import Contents, Row, SectionKind, Subject, read_sections
from tests.factories import ConversationFactory

pytestmark = pytest.mark.django_db


class Weather(SectionKind):
    name, heading, order = "weather", "Weather", 15

    def load(self, subject):
        return Contents((Row("Where they are", "Rain"),))


class Open(Weather):
    name, order, permission = "open", 5, ""


class Silent(Weather):
    name = "silent"

    def load(self, subject):
        return None


class Broken(Weather):
    name, order = "broken", 1

    def load(self, subject):
        raise ValueError("no weather today")


class Cut(Weather):
    name = "cut"

    def load(self, subject):
        raise DatabaseError("gone")


@pytest.fixture
def kinds(monkeypatch):
    """Return a function that registers sections in place of the app's."""
    monkeypatch.setattr(registry, "_kinds", {})

    def put(*some):
        for kind in some:
            registry.register(kind())

    return put


def names(reader):
    return [section.name for section in read_sections(Subject(ConversationFactory(), reader))]


def test_sections_come_in_their_order_and_only_with_something_to_say(kinds, confidant):
    kinds(Weather, Open, Silent)
    assert names(confidant) == ["open", "weather"]


def test_without_the_permission_a_section_is_not_even_read(kinds, agent, monkeypatch):
    kinds(Weather, Open)
    monkeypatch.setattr(Weather, "load", lambda self, subject: pytest.fail(f"{self.name} was read"))
    monkeypatch.setattr(Open, "load", lambda self, subject: Contents(), raising=False)
    assert names(agent) == ["open"]


def test_a_section_that_fails_says_so_and_takes_no_other_with_it(kinds, confidant, caplog):
    kinds(Broken, Weather)
    broken, weather = read_sections(Subject(ConversationFactory(), confidant))
    assert (broken.name, broken.contents.rows) == ("broken", ())
    assert broken.contents.note
    assert weather.contents.rows
    assert "no weather today" in caplog.text


def test_a_database_that_fails_is_not_hidden(kinds, confidant):
    kinds(Cut)
    with pytest.raises(DatabaseError):
        names(confidant)


def test_a_section_registered_twice_is_one_and_two_of_one_name_are_a_mistake(kinds, confidant):
    kinds(Weather, Weather)
    assert names(confidant) == ["weather"]

    class Other(Weather):
        pass

    with pytest.raises(ValueError, match="weather"):
        registry.register(Other())
