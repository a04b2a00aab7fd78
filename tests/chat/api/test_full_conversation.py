"""``GET session/`` of a conversation that is full: short for every reader, however many read at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.chat.live.test_slow_readers import talk
from tests.helpers.threads import at_once

SESSION = reverse("support_plugin:api-session")
# Four megabytes in all.
MANY, BODY = 1000, "س" * 2000
READERS, LARGEST = 6, 256 * 1024


def tab_of(cookie):
    """Return one more tab of a guest's browser."""
    tab = Client()
    name, _equals, value = cookie.partition("=")
    tab.cookies[name] = value
    return tab


@pytest.mark.django_db(transaction=True)
def test_six_who_read_it_at_once_all_get_a_short_page_that_goes_on():
    cookie, conversation = talk(MANY, BODY)
    tabs = [tab_of(cookie) for _ in range(READERS)]
    answers = at_once(*[lambda tab=tab: tab.get(SESSION) for tab in tabs])
    # Nobody is refused either: opening the chat is not limited.
    assert [answer.status_code for answer in answers] == [200] * READERS
    for answer in answers:
        page = answer.json()["thread"]["messages"]
        assert len(answer.content) < LARGEST
        assert (page["has_more"], page["next"]) == (True, page["items"][-1]["seq"])
    url = reverse("support_plugin:api-conversation", args=[conversation.public_id])
    rest = tabs[0].get(url, {"after": page["next"]}).json()["messages"]["items"]
    assert rest[0]["seq"] == page["next"] + 1


@pytest.mark.django_db
def test_what_a_reader_asks_of_the_database_does_not_grow_with_it():
    costs = []
    for number in (40, MANY):
        tab = tab_of(talk(number, BODY)[0])
        # What belongs to the shop is cached then.
        tab.get(SESSION)
        with CaptureQueriesContext(connection) as asked:
            assert tab.get(SESSION).json()["thread"]["messages"]["has_more"]
        costs.append(len(asked))
        reads = [one["sql"] for one in asked if 'FROM "support_plugin_message"' in one["sql"]]
        assert reads
        assert [sql for sql in reads if "LIMIT" not in sql] == []
    assert costs[0] == costs[1]
