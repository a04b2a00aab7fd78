"""What the installer forgot, at ``manage.py check`` instead of at three in the morning."""

import difflib
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from support_plugin.adapters import SupportAdapter
from support_plugin.chat.storage import ALIAS
from support_plugin.conf import DEFAULTS
from support_plugin.language import direction_of
from support_plugin.search.indexes import has_index
from support_plugin.search.models import ShopText
from support_plugin.shop.gateway import gives_accounts_away

MIDDLEWARE = "support_plugin.middleware.SupportMiddleware"
I18N = "django.template.context_processors.i18n"
DESK_URL = "support_plugin:desk"


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """SUPPORT_PLUGIN is a dict of known keys with values of the right type."""
    chosen = getattr(settings, "SUPPORT_PLUGIN", {})
    if not isinstance(chosen, dict):
        return [
            Error(
                "SUPPORT_PLUGIN must be a dict.",
                hint='Write SUPPORT_PLUGIN = {"KEY": value}.',
                id="support_plugin.E001",
            )
        ]
    return [problem for key, value in chosen.items() if (problem := _check_setting(key, value))]


def _check_setting(key: Any, value: Any) -> CheckMessage | None:
    if key not in DEFAULTS:
        near = difflib.get_close_matches(str(key).upper(), DEFAULTS, n=1)
        known = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(DEFAULTS)}."
        return Error(f"SUPPORT_PLUGIN has an unknown key: {key!r}.", hint=known, id="support_plugin.E002")
    expected = type(DEFAULTS[key])
    # isinstance(True, int) holds, but True is no number of seconds.
    if type(value) is not expected:
        message = f"SUPPORT_PLUGIN[{key!r}] must be of type {expected.__name__}, not {type(value).__name__}."
        return Error(message, hint=f"The default is {DEFAULTS[key]!r}.", id="support_plugin.E003")
    if expected is int and value <= 0:
        return Error(
            f"SUPPORT_PLUGIN[{key!r}] must be greater than 0.",
            hint=f"The default is {DEFAULTS[key]!r}.",
            id="support_plugin.E003",
        )
    if key == "WEBSOCKET_PATH" and not (len(value) > 2 and value.startswith("/") and value.endswith("/")):
        return Error(
            "SUPPORT_PLUGIN['WEBSOCKET_PATH'] must begin and end with a slash.",
            hint="The default is '/support/ws/'.",
            id="support_plugin.E003",
        )
    return _check_adapter(value) if key == "ADAPTER" else None


def _check_adapter(path: str) -> CheckMessage | None:
    try:
        adapter = import_string(path)
    except ImportError as error:
        problem = f"can't be imported: {error}"
    else:
        if isinstance(adapter, type) and issubclass(adapter, SupportAdapter):
            return None
        problem = "is no subclass of support_plugin.adapters.SupportAdapter."
    return Error(
        f"SUPPORT_PLUGIN['ADAPTER'] ({path}) {problem}",
        hint="Name your subclass of support_plugin.adapters.SupportAdapter by its dotted path.",
        id="support_plugin.E004",
    )


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


@register()
def check_translation(**kwargs: Any) -> list[CheckMessage]:
    """A shop in Persian or Arabic has translation on."""
    if settings.USE_I18N or direction_of(settings.LANGUAGE_CODE) == "ltr":
        return []
    message = (
        f"USE_I18N is off: everything is in English, though LANGUAGE_CODE is {settings.LANGUAGE_CODE!r}."
    )
    hint = f"Set USE_I18N = True and LANGUAGES = [({settings.LANGUAGE_CODE!r}, …)]."
    return [Warning(message, hint=hint, id="support_plugin.W015")]


@register()
def check_channel_layer(**kwargs: Any) -> list[CheckMessage]:
    """There is a channel layer to wake other processes."""
    if "default" in getattr(settings, "CHANNEL_LAYERS", {}):
        return []
    hint = (
        "Set CHANNEL_LAYERS['default'] to channels_redis.pubsub.RedisPubSubChannelLayer; "
        "for a single process channels.layers.InMemoryChannelLayer will do."
    )
    message = (
        "There is no channel layer: with several processes, messages arrive only with the next heartbeat."
    )
    return [Warning(message, hint=hint, id="support_plugin.W012")]


@register()
def check_private_storage(**kwargs: Any) -> list[CheckMessage]:
    """The chat's files lie where nobody else can read them."""
    if ALIAS in settings.STORAGES or isinstance(default_storage, FileSystemStorage):
        return []
    hint = (
        f"Name a private storage {ALIAS!r} in STORAGES. "
        "If the default storage gives nothing to strangers, silence this warning."
    )
    message = "The chat's files go into the default storage: if that is public, so are they."
    return [Warning(message, hint=hint, id="support_plugin.W013")]


@register()
def check_guest_accounts(**kwargs: Any) -> list[CheckMessage]:
    """The gateway answers a guest whose address has an account as it answers everybody."""
    if not gives_accounts_away():
        return []
    hint = "Set OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True; the log-in is offered to everybody alike."
    message = "The gateway stops guests who have an account, and tells anybody which addresses have one."
    return [Warning(message, hint=hint, id="support_plugin.W014")]


@register(Tags.database)
def check_search_index(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL has the search's index."""
    for connection in (connections[alias] for alias in databases or ()):
        if connection.vendor != "postgresql":
            continue
        table = ShopText._meta.db_table
        if table in connection.introspection.table_names() and not has_index(connection, ShopText):
            hint = (
                "Have the database's owner run CREATE EXTENSION pg_trgm; "
                "then run manage.py support_index_search."
            )
            message = "The search has no index: this database's user may not install pg_trgm."
            return [Warning(message, hint=hint, id="support_plugin.W016")]
    return []


@register()
def check_page_language(**kwargs: Any) -> list[CheckMessage]:
    """Oscar's pages can say which language they are in: its ``<html lang>`` takes it from the context."""
    if not settings.USE_I18N or not (_speaks_other_languages() and _lacks_context_processor()):
        return []
    hint = f"Add {I18N!r} to the context_processors in TEMPLATES."
    message = "The pages' LANGUAGE_CODE is missing: Oscar calls all of them British English."
    return [Warning(message, hint=hint, id="support_plugin.W017")]


def _speaks_other_languages() -> bool:
    return "django.middleware.locale.LocaleMiddleware" in settings.MIDDLEWARE or not (
        settings.LANGUAGE_CODE.startswith("en")
    )


def _lacks_context_processor() -> bool:
    options: list[Any] = [engine.get("OPTIONS", {}) for engine in settings.TEMPLATES]
    known = (each.get("context_processors") for each in options)
    return any(I18N not in processors for processors in known if processors)
