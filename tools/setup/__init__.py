"""Setting up: virtual environment, Node packages, fonts and turned style sheets, pins."""
