"""Filters that one agent saves at the very same moment, in two tabs."""

import pytest

from support_plugin.chat.queue.lists import Filters
from support_plugin.desk.inbox import flows
from support_plugin.desk.inbox.flows import save_filter
from support_plugin.desk.inbox.models import SavedFilter
from support_plugin.errors import Refused
from tests.chat.helpers import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.mark.parametrize("run", range(3))
def test_filters_saved_at_once_exceed_no_limit(run, agent, monkeypatch):
    monkeypatch.setattr(flows, "MOST_FILTERS", 2)
    results = at_once(*[lambda name=name: save_filter(agent, name, Filters()) for name in "abcd"])
    refused = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["invalid", "invalid"]
    assert sum(isinstance(one, SavedFilter) for one in results) == 2
    assert SavedFilter.objects.count() == 2


@pytest.mark.parametrize("run", range(3))
def test_one_filter_saved_twice_at_once_is_one(run, agent):
    results = at_once(*[lambda: save_filter(agent, "a", Filters(language="fa"))] * 3)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert SavedFilter.objects.count() == 1
