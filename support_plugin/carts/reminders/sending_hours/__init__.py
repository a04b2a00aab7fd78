"""The hours in which messages may be sent, by country and channel."""
