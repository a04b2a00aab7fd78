"""The table of addresses and log-ins that the demo prints."""

from django.conf import settings

from example_shop.demo.offers import VOUCHER_CODE
from example_shop.demo.people import PASSWORD, PEOPLE


def list_addresses() -> list[tuple[str, str]]:
    """Return (what, address) of the pages to begin with."""
    root = f"http://127.0.0.1:{settings.DEMO_PORT}"
    pages = [("shop, Persian", "/fa/"), ("shop, Arabic", "/ar/"), ("shop, English", "/en/")]
    pages += [("agents' dashboard", "/fa/dashboard/"), ("Django admin", "/fa/admin/")]
    if settings.WITH_OUTBOX:
        pages.append(("e-mails and SMS sent", "/fa/demo/outbox/"))
    return [(name, root + path) for name, path in pages]


def format_logins() -> str:
    """Return the table as text."""
    rows = [*list_addresses(), *((person.role, person.email) for person in PEOPLE)]
    rows += [("password of all", PASSWORD), ("voucher", VOUCHER_CODE)]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"  {name:<{width}}   {value}" for name, value in rows)
