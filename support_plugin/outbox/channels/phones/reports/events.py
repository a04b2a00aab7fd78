"""What providers report of messages, in one form for all of them.

Numbers and ids are no part of a ``repr``, so that no log has them.
"""

from dataclasses import dataclass, field
from decimal import Decimal

# Characters of an id and of a reason.
LONGEST_ID = 200
LONGEST_REASON = 500


@dataclass(frozen=True)
class Delivered:
    """A message is on the phone. ``cost`` is that of the whole message, where the provider says it."""

    provider_id: str = field(repr=False)
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Failed:
    """A message that the provider had taken will not arrive.

    ``is_contact_dead``: the number takes no messages at all. ``number``: in E.164, "" where it is unknown.
    """

    provider_id: str = field(repr=False)
    number: str = field(default="", repr=False)
    reason: str = ""
    is_contact_dead: bool = False
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Stopped:
    """Somebody wants no more messages by this channel.

    ``source_id`` names the message or notice that says so, "" where it has no name; ``number`` is in E.164.
    """

    source_id: str = field(repr=False)
    number: str = field(repr=False)


Report = Delivered | Failed | Stopped
