"""Lets an hour or a day pass in the demo, so that nobody has to wait to see what comes later."""
