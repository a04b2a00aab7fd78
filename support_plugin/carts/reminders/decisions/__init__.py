"""Whether a reminder that is due is sent: who it is for, what is against it, and when it may go."""
