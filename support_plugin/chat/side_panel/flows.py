"""Opening what stands beside a conversation: whoever sees personal data is noted."""

from dataclasses import dataclass
from typing import Any

from support_plugin.chat.models import Conversation
from support_plugin.chat.side_panel.registry import Section, Subject, read_sections
from support_plugin.visitors.access_log.flows import note_look
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.access_log.rules import may_see_shopper_data


@dataclass(frozen=True)
class Panel:
    """The sections for one agent; ``is_whole`` says that the agent may see shoppers' personal data."""

    sections: list[Section]
    is_whole: bool


def open_panel(conversation: Conversation, agent: Any) -> Panel:
    """Return what an agent may see beside a conversation, and note the look before it is read.

    To be called for the agent's side of a conversation alone.
    """
    is_whole = may_see_shopper_data(agent)
    if is_whole:
        note_look(agent, Look.Screen.CONVERSATION, visitor=conversation.visitor_id)
    return Panel(read_sections(Subject(conversation, agent)), is_whole)


def panel_json(panel: Panel) -> dict[str, Any]:
    """Return the panel for programs; words are in the reader's language."""
    return {
        "may_see_shopper_data": panel.is_whole,
        "sections": [
            {
                "name": section.name,
                "heading": section.heading,
                "note": section.contents.note or None,
                "rows": [
                    {
                        "label": row.label,
                        "value": row.value,
                        "detail": row.detail or None,
                        "url": row.url or None,
                        "data": row.data,
                    }
                    for row in section.contents.rows
                ],
            }
            for section in panel.sections
        ],
    }
