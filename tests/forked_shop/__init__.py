"""A small shop unlike the example: forked Oscar apps, a user model without a username, below a URL prefix."""
