"""Replies that agents insert instead of typing them again (docs/canned_replies.md)."""
