"""Weekly opening hours, holidays, and when it opens next; knows nothing of chat."""
