"""Who can be mentioned in a note, by which name, and whom a text mentions."""

import re
from collections.abc import Iterable
from typing import Any

from support_plugin.adapters import get_adapter
from support_plugin.chat.payloads import agent_json
from support_plugin.chat.team.people import all_agents
from support_plugin.text.bidi import without_controls
from support_plugin.text.folding import fold

# People whom one note can mention.
MOST_MENTIONED = 20


def colleagues() -> list[Any]:
    """Return ``all_agents``, by name."""
    return sorted(all_agents(), key=lambda user: (fold(colleague_name(user)), user.pk))


def colleague_name(user: Any) -> str:
    """Return the name under which other agents know an agent; the log-in name where there is no other."""
    return without_controls(get_adapter().agent_name(user)) or str(user.get_username())


def colleague_json(user: Any) -> dict[str, Any]:
    """Return an agent as other agents see them; the shop itself for one who is gone."""
    return {**agent_json(user), **({"name": colleague_name(user)} if user else {})}


def mentioned_in(body: str, users: Iterable[Any]) -> list[Any]:
    """Return those of the users whose names stand behind an "@" in a text, however they are spelt.

    Where a longer name stands there, one that is its beginning is not meant. Of two with one name, both are.
    """
    if "@" not in (text := fold(body)):
        return []
    named: dict[str, list[Any]] = {}
    for user in users:
        if name := fold(colleague_name(user)):
            named.setdefault(name, []).append(user)
    if not named:
        return []
    # The longest first, as the first that fits is taken.
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({names})(?!\w)", text)
    return [user for name in dict.fromkeys(found) for user in named[name]][:MOST_MENTIONED]
