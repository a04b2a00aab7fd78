"""What strangers write: cleaned once, at the door, and shown so that it turns nothing around."""
