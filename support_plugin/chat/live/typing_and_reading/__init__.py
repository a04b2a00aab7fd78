"""Which agents have a conversation open and which of them write, sent to their colleagues (docs/desk.md)."""
