"""The dashboard's entry for the desk. In the shop's settings::

    from support_plugin.desk.navigation import SUPPORT_NAVIGATION

    OSCAR_DASHBOARD_NAVIGATION = [*OSCAR_DASHBOARD_NAVIGATION, SUPPORT_NAVIGATION]

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


SUPPORT_NAVIGATION = {
    "label": _("Support"),
    "icon": "fas fa-comments",
    "url_name": "support_plugin:desk",
    "access_fn": may_answer,
}
