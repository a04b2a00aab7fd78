"""What shoppers hesitate at: noticed in the browser, sent once when it happens, stored once."""
