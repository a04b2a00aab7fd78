"""Changes of a cart that somebody suggests: what it would cost with them, making them, taking them back."""
