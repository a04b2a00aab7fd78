"""E-mails about conversations whose shopper, or whose agents, are away (docs/answers-by-mail.md)."""
