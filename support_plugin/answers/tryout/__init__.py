"""The try-out page: what the search finds for a question, and why."""
