"""The lines that install the app: missing, doubled, or in the wrong place."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

MIDDLEWARE = "support_plugin.middleware.SupportMiddleware"
DESK_URL = "support_plugin:desk"


@register()
def check_app_order(**kwargs: Any) -> list[CheckMessage]:
    """The app's templates are found before Oscar's."""
    names = [config.name for config in apps.get_app_configs()]
    labels = [config.label for config in apps.get_app_configs()]
    if "oscar" not in labels:
        hint = "Add 'oscar.config.Shop' and Oscar's apps to INSTALLED_APPS."
        return [Error("django-oscar is not installed.", hint=hint, id="support_plugin.E005")]
    if names.index("support_plugin") > labels.index("oscar"):
        hint = "Move 'support_plugin' above 'oscar.config.Shop': its templates must be found first."
        return [
            Error("support_plugin stands after Oscar in INSTALLED_APPS.", hint=hint, id="support_plugin.E006")
        ]
    return []


@register()
def check_middleware(**kwargs: Any) -> list[CheckMessage]:
    """The middleware is there, and after the session's."""
    order = list(settings.MIDDLEWARE)
    if MIDDLEWARE not in order:
        hint = f"Add {MIDDLEWARE!r} to MIDDLEWARE, at its end."
        message = (
            "The support middleware is missing: log-out would leave a conversation on a shared computer."
        )
        return [Error(message, hint=hint, id="support_plugin.E007")]
    before = order[: order.index(MIDDLEWARE)]
    if not any(name.endswith("AuthenticationMiddleware") for name in before):
        hint = f"Move {MIDDLEWARE!r} below Django's AuthenticationMiddleware."
        return [
            Error(
                "The support middleware stands before the authentication.",
                hint=hint,
                id="support_plugin.E008",
            )
        ]
    return []


@register()
def check_urls(**kwargs: Any) -> list[CheckMessage]:
    """The URLs are included, and the desk is in the dashboard's navigation."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    try:
        reverse(DESK_URL)
    except NoReverseMatch:
        hint = 'Add path("", include("support_plugin.urls")) right before the line with Oscar\'s URLs.'
        return [Error("The support URLs are not included.", hint=hint, id="support_plugin.E009")]
    if DESK_URL not in _navigation_urls(getattr(settings, "OSCAR_DASHBOARD_NAVIGATION", [])):
        hint = "Append support_plugin.desk.navigation.SUPPORT_NAVIGATION to OSCAR_DASHBOARD_NAVIGATION."
        return [
            Warning(
                "The dashboard's navigation has no entry for support.", hint=hint, id="support_plugin.W010"
            )
        ]
    return []


def _navigation_urls(nodes: list[dict[str, Any]]) -> set[str]:
    found = {str(node.get("url_name")) for node in nodes}
    return found.union(*(_navigation_urls(node.get("children", [])) for node in nodes))


@register()
def check_asgi(**kwargs: Any) -> list[CheckMessage]:
    """The shop's ASGI application carries the chat's socket."""
    from support_plugin.asgi import SupportApplication

    path = (
        getattr(settings, "ASGI_APPLICATION", None)
        or f"{settings.ROOT_URLCONF.rpartition('.')[0]}.asgi.application"
    )
    module, _dot, name = path.rpartition(".")
    application, reason = None, ""
    try:
        application = getattr(import_module(module), name) if module and find_spec(module) else None
    except Exception as error:  # the shop's own module may fail in any way: that is for the hint, not for us
        reason = f" ({error})"
    if isinstance(application, SupportApplication):
        return []
    hint = (
        f"In {module}: from support_plugin.asgi import with_support; "
        "application = with_support(get_asgi_application()). "
        "A shop that runs under WSGI may silence this warning."
    )
    message = f"The ASGI application is not wrapped: the chat works over HTTP polling only{reason}."
    return [Warning(message, hint=hint, id="support_plugin.W011")]
