"""For every test: the services and the order."""

pytest_plugins = ["tests.services", "tests.databases"]
