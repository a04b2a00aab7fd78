"""The dashboard's entries for the desk and the owner's page. In the shop's settings::

    from support_plugin.desk.navigation import CARTS_NAVIGATION, SUPPORT_NAVIGATION

    OSCAR_DASHBOARD_NAVIGATION = [*OSCAR_DASHBOARD_NAVIGATION, SUPPORT_NAVIGATION, CARTS_NAVIGATION]

Imported while the settings are being read: nothing here may need them.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

import support_plugin.installed  # noqa: F401 (registers the check of INSTALLED_APPS)


def may_answer(user: Any, url_name: str | None, url_args: Any = None, url_kwargs: Any = None) -> bool:
    """Return whether the entry is shown to this user; called by Oscar on every page of the dashboard.

    Oscar's own test knows only Oscar's apps and would fail on any other address.
    """
    from support_plugin.adapters import get_adapter

    return get_adapter().is_agent(user)


def may_see_carts(user: Any, url_name: str | None, url_args: Any = None, url_kwargs: Any = None) -> bool:
    """Return whether the entry of abandoned carts is shown to this user."""
    from support_plugin.carts.reports.views import may_see_carts
    from support_plugin.preferences.queries import get_preferences

    return get_preferences().carts_enabled and may_see_carts(user)


SUPPORT_NAVIGATION = {
    "label": _("Support"),
    "icon": "fas fa-comments",
    "url_name": "support_plugin:desk",
    "access_fn": may_answer,
}
# For those who have Django's right to view abandoned carts.
CARTS_NAVIGATION = {
    "label": _("Abandoned carts"),
    "icon": "fas fa-shopping-cart",
    "url_name": "support_plugin:carts",
    "access_fn": may_see_carts,
}
