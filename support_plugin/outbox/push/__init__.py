"""Web push: messages to browsers, encrypted (RFC 8291) and signed with the shop's key (RFC 8292)."""
