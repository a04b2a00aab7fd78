"""Which agents have a conversation open and which of them write, told to their colleagues (docs/desk.md)."""
