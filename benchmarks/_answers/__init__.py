"""The questions with which the search was calibrated; the articles are the demo's."""
