"""A pretend bank, so that the demo can pay, be declined, or be left waiting."""
