"""On the event loop, where nothing can be asked of the database, the preferences last read are used."""

import asyncio

import pytest
from django.utils import translation

from support_plugin import cache
from support_plugin.chat.rules import clean_body
from support_plugin.errors import Refused
from support_plugin.limits import too_many
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from tests.chat.helpers import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_refusal_with_a_number_is_sent_on_the_event_loop_before_anything_was_read():
    cache.clear()
    with translation.override("fa"):
        assert "۴" in _refusal("x" * 5000)
        assert too_many("messages").detail


async def test_what_was_read_by_another_thread_is_used():
    await in_thread(SupportSettings.objects.create, latin_digits=["fa"])
    await in_thread(get_preferences)
    await asyncio.sleep(0)
    with translation.override("fa"):
        assert "4" in _refusal("x" * 5000)


def _refusal(body):
    with pytest.raises(Refused) as refused:
        clean_body(body)
    return refused.value.detail
