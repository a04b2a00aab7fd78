"""Puts into a plain shop what the test needs: ``python -m tests.prefix.seed``."""

import django

if __name__ == "__main__":
    django.setup()
    from tests.languages.walk import seed

    seed()
