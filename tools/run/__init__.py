"""Running things: the example shop, services, processes, a browser, a scratch folder."""
