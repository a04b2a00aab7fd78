"""Where providers of SMS and WhatsApp tell what became of messages (docs/channels.md)."""
