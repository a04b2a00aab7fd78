"""The sections beside a conversation. A room registers its own (``register(Kind())`` in its handlers).

Rooms above the chat do that as well as those below it, of which the desk speaks.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from support_plugin.chat.models import Conversation
from support_plugin.visitors.access_log.rules import VIEW_PERMISSION

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One line: what it is called and what it says, both for people, in the reader's language."""

    label: str
    value: str
    # More of it, in small letters.
    detail: str = ""
    # Where the value leads: a path of this shop, or "mailto:" and "tel:".
    url: str = ""
    # Runs from left to right in every language, such as an e-mail address.
    is_ltr: bool = False
    # Stands out, such as a total.
    is_main: bool = False
    # The same for programs: ready for JSON, amounts as text.
    data: Any = None


@dataclass(frozen=True)
class Contents:
    """What a section holds. ``note`` says something of the whole, such as how old it is."""

    rows: tuple[Row, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A section as it is shown."""

    name: str
    heading: str
    contents: Contents


@dataclass
class Subject:
    """A conversation, and the agent who looks at it."""

    conversation: Conversation
    reader: Any
    _memo: dict[str, Any] = field(default_factory=dict)

    @property
    def visitor(self) -> "Visitor":
        """The shopper."""
        return self.conversation.visitor

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what several sections need, read once."""
        if name not in self._memo:
            self._memo[name] = make()
        return self._memo[name]


class SectionKind(ABC):
    """One section. Its methods are called in any thread, in the language of whoever reads."""

    # Of letters, digits and hyphens; stays the same, as programs know it.
    name: str
    heading: str | Promise
    # The lower ones first; ours are 10, 20, 30 …
    order: int
    # Whoever lacks it is neither shown nor sent the section; "" for all agents.
    permission = VIEW_PERMISSION

    @abstractmethod
    def load(self, subject: Subject) -> Contents | None:
        """Return what is known, read in few queries, however much there is; None for no section.

        What fails here is logged, and the reader sees that this section could not be read.
        """


_kinds: dict[str, SectionKind] = {}


def register(kind: SectionKind) -> None:
    """Let this section stand beside conversations."""
    known = _kinds.setdefault(kind.name, kind)
    if type(known) is not type(kind):
        raise ValueError(f"There is another section called {kind.name!r}.")


def read_sections(subject: Subject) -> list[Section]:
    """Return the sections that the reader may see, in their order, without those that have nothing to say."""
    kinds = sorted(_kinds.values(), key=lambda kind: (kind.order, kind.name))
    found = [(kind, _guarded(kind, subject)) for kind in kinds if _may_see(subject.reader, kind)]
    return [
        Section(kind.name, str(kind.heading), contents) for kind, contents in found if contents is not None
    ]


def _may_see(reader: Any, kind: SectionKind) -> bool:
    return not kind.permission or bool(reader.is_active and reader.has_perm(kind.permission))


def _guarded(kind: SectionKind, subject: Subject) -> Contents | None:
    try:
        return kind.load(subject)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The section %r beside a conversation can't be read", kind.name)
        return Contents(note=_("This could not be read just now."))
