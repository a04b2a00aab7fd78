"""The offer on the basket page to be notified of a cart that is left, and its calls (docs/push.md)."""
