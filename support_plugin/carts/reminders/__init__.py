"""Reminders of carts that were left: plans in the admin, and sending what is due, once."""
