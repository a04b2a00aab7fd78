"""Whether reminders by SMS and WhatsApp have arrived, as their providers report it later."""
