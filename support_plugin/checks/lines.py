"""The lines in INSTALLED_APPS and MIDDLEWARE: missing, doubled, or in the wrong place."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from support_plugin.checks.tag import TAG

MIDDLEWARE = "support_plugin.middleware.SupportMiddleware"


@register(TAG)
def check_app_order(**kwargs: Any) -> list[CheckMessage]:
    """The app's templates are found before Oscar's. (That it is installed: support_plugin/installed.py.)"""
    names = [config.name for config in apps.get_app_configs()]
    labels = [config.label for config in apps.get_app_configs()]
    if "oscar" not in labels:
        hint = "Add 'oscar.config.Shop' and Oscar's apps to INSTALLED_APPS."
        return [Error("django-oscar is not installed.", hint=hint, id="support_plugin.E005")]
    if names.index("support_plugin") > labels.index("oscar"):
        hint = "Move 'support_plugin' above 'oscar.config.Shop': its templates must be found first."
        message = "support_plugin stands after Oscar in INSTALLED_APPS."
        return [Error(message, hint=hint, id="support_plugin.E006")]
    return []


@register(TAG)
def check_middleware(**kwargs: Any) -> list[CheckMessage]:
    """The middleware is there, once, and after the session's."""
    order = list(settings.MIDDLEWARE)
    if MIDDLEWARE not in order:
        hint = f"Add {MIDDLEWARE!r} to MIDDLEWARE, at its end."
        message = (
            "The support middleware is missing: log-out would leave a conversation on a shared computer."
        )
        return [Error(message, hint=hint, id="support_plugin.E007")]
    found: list[CheckMessage] = []
    if not any(_authenticates(path) for path in order[: order.index(MIDDLEWARE)]):
        hint = f"Move {MIDDLEWARE!r} below Django's AuthenticationMiddleware."
        message = "The support middleware stands before the authentication."
        found.append(Error(message, hint=hint, id="support_plugin.E008"))
    if order.count(MIDDLEWARE) > 1:
        message = "MIDDLEWARE lists the support middleware more than once."
        hint = f"Leave one {MIDDLEWARE!r}, at the end."
        found.append(Warning(message, hint=hint, id="support_plugin.W031"))
    return found


def _authenticates(path: str) -> bool:
    if path.endswith("AuthenticationMiddleware"):
        return True
    try:
        found = import_string(path)
    except ImportError:
        return False  # Django says so itself when it starts
    return isinstance(found, type) and issubclass(found, AuthenticationMiddleware)
