"""The link that brings a cart that was left to whoever opens it."""
