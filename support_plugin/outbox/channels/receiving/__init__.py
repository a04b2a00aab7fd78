"""Where providers of SMS and WhatsApp report what became of messages (docs/channels.md)."""
