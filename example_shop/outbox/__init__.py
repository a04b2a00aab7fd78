"""The demo's outbox: what the shop has sent, e-mails and texts, as those get it who are written to."""
