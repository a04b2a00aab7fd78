"""Messages to phone numbers, by SMS and WhatsApp: one module for each provider, and one protocol for all."""
