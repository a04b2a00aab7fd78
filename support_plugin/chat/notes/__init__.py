"""What agents write for each other beside a conversation; no shopper ever gets it (docs/notes.md)."""
