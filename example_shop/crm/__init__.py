"""A pretend customer system: what the shop's own code and its webhooks receive of carts."""
