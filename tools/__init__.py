"""What the Makefile calls: set-up, demo, tests, catalogues, pictures."""
