"""What the calls and the socket can do, announced in ``session/`` and ``welcome``; docs/protocol.md."""

VERSION = 1
# What a client may look for before it uses it; names are added, never taken away within a version.
FEATURES = [
    "attachments",
    "canned_replies",
    "cards",
    "choices",
    "entries",
    "idempotent_uploads",
    "notes",
    "queue_pages",
    "rating",
    "readers",
    "tokens",
    "transcript",
]
ABOUT = {"version": VERSION, "features": FEATURES}
