"""Articles of a demo shop, and the questions with which the search was calibrated."""
