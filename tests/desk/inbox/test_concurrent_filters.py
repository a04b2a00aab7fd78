"""Filters that one agent saves at the very same moment, in several tabs."""

import pytest

from support_plugin.chat.queue.lists import Filters
from support_plugin.desk.inbox import flows
from support_plugin.desk.inbox.flows import save_filter
from support_plugin.desk.inbox.models import SavedFilter
from support_plugin.errors import Refused
from tests.helpers.threads import at_once, meeting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def counted_together(monkeypatch):
    """Let three calls count the filters before any of them stores one."""
    meet, as_params = meeting(3), Filters.as_params

    def meet_first(filters):
        meet()
        return as_params(filters)

    monkeypatch.setattr(Filters, "as_params", meet_first)


def test_filters_saved_at_once_exceed_no_limit(agent, monkeypatch, counted_together):
    monkeypatch.setattr(flows, "MOST_FILTERS", 1)
    results = at_once(*[lambda name=name: save_filter(agent, name, Filters()) for name in "abc"])
    refused = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["invalid", "invalid"]
    assert SavedFilter.objects.count() == 1


def test_one_filter_saved_several_times_at_once_is_one(agent, counted_together):
    results = at_once(*[lambda: save_filter(agent, "a", Filters(language="fa"))] * 3)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert SavedFilter.objects.count() == 1
