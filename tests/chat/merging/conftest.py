"""Who merges, and what."""

import pytest

from tests.chat.merging.helpers import begin, end
from tests.factories import VisitorFactory, make_user


@pytest.fixture
def supervisor():
    """An agent who may merge."""
    return make_user("lead@example.com", ("answer_conversation", "merge_shoppers"), is_staff=True)


@pytest.fixture
def account(shopper):
    """A shopper with an account."""
    return VisitorFactory(user=shopper)


@pytest.fixture
def pair(account):
    """The account's ended conversation, and one that goes on."""
    return end(begin(account, "یک")), begin(account, "دو")
