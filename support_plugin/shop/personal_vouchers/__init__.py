"""Vouchers that the app makes for one person each: Oscar's own rows, and the check whose they are."""
