"""Prints, as JSON, each measured page's path with the cookie of a guest who stands before it.

Run as a program of the example shop's, in whose folder the guests' carts then are.
"""

import json
import sys

import django

# A basket with two products, and the last page before the order is placed.
PAGES = {"basket": "basket", "checkout": "payment_details"}


def main() -> None:
    """Walk up to each page."""
    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    from benchmarks._walk import Walk

    found = {}
    for name, page in PAGES.items():
        walk = Walk()
        path = walk.arrive(page)
        walk.get(path)
        cookies = {key: morsel.value for key, morsel in walk.client.cookies.items()}
        found[name] = {"path": path, "cookies": cookies}
    print(json.dumps(found), file=answers)


if __name__ == "__main__":
    main()
