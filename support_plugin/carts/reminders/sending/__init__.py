"""Sending reminders: taken in rounds, claimed one by one, given to their channel, outcome stored."""
