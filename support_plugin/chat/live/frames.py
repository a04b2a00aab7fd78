"""The frames that a socket sends. Which there are, and their fields: docs/protocol.md."""

import json
from typing import Any

# What every message changes says nothing new to those who got the message.
UNANNOUNCED = {
    *(
        "changed",
        "last_seq",
        "waiting_since",
        "queue_at",
        "why_first",
        "updated_at",
        "last_body",
        "last_files",
    )
}

# Made once: json.dumps with options makes one for each call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def frame(type: str, **fields: Any) -> str:
    """Return one frame of the protocol as text."""
    return _encode({"type": type, **fields})


def announced_fields(state: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a conversation's state whose change is worth a frame of its own."""
    return {name: value for name, value in state.items() if name not in UNANNOUNCED}
