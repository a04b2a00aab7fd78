"""Oscar's dashboard below a script prefix."""

from oscar.apps.dashboard import nav

from support_plugin.web.prefix import resolve_address


def find_pages_below_prefix() -> None:
    """Let the dashboard's menu find its pages: Oscar resolves what ``reverse()`` returned, prefix and all.

    Below a prefix its dashboard, and with it the desk, would answer 404 on every page.
    """
    nav.resolve = resolve_address
