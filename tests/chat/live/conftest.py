"""A guest of the live chat."""

import pytest

from support_plugin.visitors import cookies
from tests.chat.helpers import guest_cookie
from tests.factories import ConversationFactory, VisitorFactory


@pytest.fixture
def guest():
    """A guest's cookie and conversation."""
    key = cookies.new_key()
    visitor = VisitorFactory(key_hash=cookies.hash_key(key))
    return guest_cookie(key), ConversationFactory(visitor=visitor)
