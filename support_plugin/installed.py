"""Names the line that is missing in INSTALLED_APPS: an app that is not installed can't check itself.

Imported by the other lines that install the app. Needs neither settings nor loaded apps when it is imported.
"""

import sys
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

APP = "support_plugin"
PROBLEM = "'support_plugin' is missing in INSTALLED_APPS, though other lines of it are there."
HINT = "Add 'support_plugin' to INSTALLED_APPS, above 'oscar.config.Shop'."


@register(APP)
def check_installed(**kwargs: Any) -> list[CheckMessage]:
    """Return an Error where the app is not installed."""
    return [] if apps.is_installed(APP) else [Error(PROBLEM, hint=HINT, id="support_plugin.E030")]


def is_installed() -> bool:
    """Return whether the app is installed.

    Raises ImproperlyConfigured where it is not and no check would say so.
    For the URLs, which Django imports while it checks. Only the navigation's line, which is in the settings,
    registers the check above before that.
    """
    if "support_plugin.desk.navigation" not in sys.modules:
        require_app()
    return apps.is_installed(APP)


def require_app() -> None:
    """Raise ImproperlyConfigured where the app is not installed. Only once the apps are loaded."""
    if not apps.is_installed(APP):
        raise ImproperlyConfigured(f"{PROBLEM} {HINT}")
