"""The help centre: articles in several languages, and finding the one that answers a question."""
