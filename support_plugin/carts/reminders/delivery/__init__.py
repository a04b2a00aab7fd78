"""Whether reminders by SMS and WhatsApp have arrived, as their providers tell it later."""
