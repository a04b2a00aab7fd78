"""What stands beside a conversation on the desk."""
