"""The ids by which programs name people, and the names by which agents know them."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from support_plugin.adapters import get_adapter
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.people import desk_users
from support_plugin.text.bidi import without_controls


def opaque_id(kind: str, pk: Any) -> str:
    """Return a public id that reveals nothing of the person; the same as long as SECRET_KEY is."""
    return _opaque_id(f"{kind}:{pk}", settings.SECRET_KEY)


# Asked with every message.
@lru_cache(maxsize=1000)
def _opaque_id(person: str, secret: str) -> str:
    return salted_hmac("support_plugin.person", person, secret, algorithm="sha256").hexdigest()[:20]


def find_agent(public_id: object) -> Any:
    """Return the user with a desk who has this opaque id; None for nobody."""
    return next((user for user in desk_users() if opaque_id("agent", user.pk) == public_id), None)


def shopper_name(conversation: Conversation) -> str:
    """Return the name agents see."""
    visitor = conversation.visitor
    return without_controls(get_adapter().shopper_name(visitor.user)) if visitor.user else str(visitor)
