"""The table: how shops' settings differ from those that we build with, a row for each variation."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import django

Settings = dict[str, Any]
HERE = "tests.foreign_settings"


@dataclass(frozen=True)
class Row:
    """One variation. ``check`` is the Error by which the app refuses these settings; "" where it works."""

    settings: Settings = field(default_factory=dict)
    # What can't be said as a value: takes the settings and changes them.
    change: Callable[[Settings], None] = lambda settings: None
    check: str = ""
    scheme: str = "https"
    host: str = "shop.example.test"
    headers: dict[str, str] = field(default_factory=dict)
    # Whether HTTPS ends at a proxy, which informs the shop by `headers`.
    is_behind_proxy: bool = False
    # Where the server mounts the shop.
    prefix: str = ""
    # Without a cache nothing is counted, and then no mails are sent for strangers.
    sends_mails: bool = True
    # Of `manage.py migrate`, where the tables are others than everybody's.
    own_tables: bool = False

    @property
    def inner_scheme(self) -> str:
        """What the server receives."""
        return "http" if self.is_behind_proxy else self.scheme

    def apply(self, settings: Settings) -> None:
        """Change a project's settings."""
        settings.update(copy.deepcopy(self.settings))
        self.change(settings)


def cache(backend: str, **more: Any) -> Row:
    return Row({"CACHES": {"default": {"BACKEND": f"django.core.cache.backends.{backend}", **more}}})


def rest(**policies: Any) -> Row:
    return Row({"REST_FRAMEWORK": policies})


def session(engine: str, **more: Any) -> Row:
    return Row({"SESSION_ENGINE": f"django.contrib.sessions.backends.{engine}", **more})


def middleware(*names: str, after: str = "sessions", **more: Any) -> Row:
    def insert(settings: Settings) -> None:
        order = settings["MIDDLEWARE"]
        place = next(number for number, name in enumerate(order) if after in name)
        settings["MIDDLEWARE"] = [*order[: place + 1], *names, *order[place + 1 :]]

    return Row(more, change=insert)


def lagging(settings: Settings) -> None:
    settings["DATABASE_ROUTERS"] = [f"{HERE}.routers.LaggingReplica"]
    replica = {**settings["DATABASES"]["default"], "NAME": settings["FOLDER"] / "replica.sqlite3"}
    settings["DATABASES"]["replica"] = replica


def atomic(settings: Settings) -> None:
    settings["DATABASES"]["default"]["ATOMIC_REQUESTS"] = True


def other_zone_in_database(settings: Settings) -> None:
    settings["DATABASES"]["default"]["TIME_ZONE"] = "America/New_York"


def strings_for_invalid(settings: Settings) -> None:
    settings["TEMPLATES"][0]["OPTIONS"]["string_if_invalid"] = "INVALID<%s>"


def second_engine(settings: Settings) -> None:
    settings["TEMPLATES"].insert(0, {"BACKEND": "django.template.backends.dummy.TemplateStrings"})


def people(settings: Settings) -> None:
    settings["INSTALLED_APPS"].insert(1, f"{HERE}.people.apps.PeopleConfig")
    settings["AUTH_USER_MODEL"] = "people.Member"


def no_site(settings: Settings) -> None:
    # Flat pages ask for the site, so they go with it.
    del settings["SITE_ID"]
    settings["MIDDLEWARE"].remove("django.contrib.flatpages.middleware.FlatpageFallbackMiddleware")


def manifest(settings: Settings) -> None:
    settings["STORAGES"] = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }


CSP = {
    "default-src": ["'self'"],
    "script-src": ["<CSP_NONCE_SENTINEL>", "'strict-dynamic'"],
    "style-src": ["'self'", "<CSP_NONCE_SENTINEL>"],
}

ROWS: dict[str, Row] = {
    "as we build": Row(),
    # Times
    "USE_TZ off": Row({"USE_TZ": False}),
    "USE_TZ off in UTC": Row({"USE_TZ": False, "TIME_ZONE": "UTC", "LANGUAGE_CODE": "fa"}),
    "database in another zone": Row(change=other_zone_in_database),
    # Addresses
    "under a prefix": Row(
        {"FORCE_SCRIPT_NAME": "/shop", "SESSION_COOKIE_PATH": "/shop/", "CSRF_COOKIE_PATH": "/shop/"},
        prefix="/shop",
    ),
    "prefix of the server's": Row(prefix="/shop"),
    "APPEND_SLASH off": Row({"APPEND_SLASH": False}),
    "PREPEND_WWW": Row(
        {"PREPEND_WWW": True, "ALLOWED_HOSTS": [".example.test"]}, host="www.shop.example.test"
    ),
    "i18n_patterns": middleware(
        "django.middleware.locale.LocaleMiddleware", ROOT_URLCONF=f"{HERE}.prefixed_urls"
    ),
    # Cookies and CSRF
    "cookies of other names": Row(
        {
            "SESSION_COOKIE_NAME": "__Host-sid",
            "CSRF_COOKIE_NAME": "__Host-xsrf",
            "SESSION_COOKIE_SECURE": True,
            "CSRF_COOKIE_SECURE": True,
            "CSRF_HEADER_NAME": "HTTP_X_XSRF_TOKEN",
        }
    ),
    "cookies for frames": Row(
        {
            "SESSION_COOKIE_SAMESITE": "None",
            "CSRF_COOKIE_SAMESITE": "None",
            "SESSION_COOKIE_SECURE": True,
            "CSRF_COOKIE_SECURE": True,
            "SESSION_COOKIE_DOMAIN": ".example.test",
            "X_FRAME_OPTIONS": "SAMEORIGIN",
        }
    ),
    "strict cookies": Row({"SESSION_COOKIE_SAMESITE": "Strict", "CSRF_COOKIE_SAMESITE": "Strict"}),
    "CSRF in the session": Row({"CSRF_USE_SESSIONS": True}),
    "CSRF hidden from scripts": Row({"CSRF_COOKIE_HTTPONLY": True}),
    # Sessions
    "session: cache": session("cache"),
    "session: cached_db": session("cached_db", SESSION_SAVE_EVERY_REQUEST=True),
    "session: file": session("file"),
    "session: signed cookies": session("signed_cookies", SESSION_EXPIRE_AT_BROWSER_CLOSE=True),
    "session: saved each time": session("db", SESSION_SAVE_EVERY_REQUEST=True),
    # Django REST framework
    "REST: versions by namespace": rest(
        DEFAULT_VERSIONING_CLASS="rest_framework.versioning.NamespaceVersioning", ALLOWED_VERSIONS=["v9"]
    ),
    "REST: versions by Accept": rest(
        DEFAULT_VERSIONING_CLASS="rest_framework.versioning.AcceptHeaderVersioning", ALLOWED_VERSIONS=["9"]
    ),
    "REST: throttles": rest(
        DEFAULT_THROTTLE_CLASSES=["rest_framework.throttling.AnonRateThrottle"],
        DEFAULT_THROTTLE_RATES={"anon": "1/day"},
    ),
    "REST: nobody is None": rest(UNAUTHENTICATED_USER=None, UNAUTHENTICATED_TOKEN=None),
    "REST: for browsers": rest(
        DEFAULT_RENDERER_CLASSES=["rest_framework.renderers.BrowsableAPIRenderer"],
        DEFAULT_PARSER_CLASSES=["rest_framework.parsers.FormParser"],
    ),
    "REST: for admins": rest(
        DEFAULT_PERMISSION_CLASSES=["rest_framework.permissions.IsAdminUser"],
        DEFAULT_AUTHENTICATION_CLASSES=["rest_framework.authentication.BasicAuthentication"],
    ),
    "REST: pages and names": rest(
        DEFAULT_PAGINATION_CLASS="rest_framework.pagination.PageNumberPagination",
        PAGE_SIZE=1,
        COERCE_DECIMAL_TO_STRING=False,
        DATETIME_FORMAT="%d/%m/%Y",
        DATE_FORMAT="%d/%m/%Y",
        EXCEPTION_HANDLER="rest_framework.views.exception_handler",
        NON_FIELD_ERRORS_KEY="problems",
        URL_FORMAT_OVERRIDE="page",
        DEFAULT_CONTENT_NEGOTIATION_CLASS="rest_framework.negotiation.DefaultContentNegotiation",
    ),
    # Databases
    "a lagging replica": Row(change=lagging),
    "ATOMIC_REQUESTS": Row(change=atomic),
    "DEFAULT_AUTO_FIELD": Row({"DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField"}, own_tables=True),
    # People and sites
    "users without names": Row(change=people, own_tables=True),
    "no SITE_ID": Row(change=no_site),
    "anonymous checkout off": Row({"OSCAR_ALLOW_ANON_CHECKOUT": False}),
    # Languages and formats
    "USE_I18N off": Row({"USE_I18N": False, "LANGUAGE_CODE": "en-us"}),
    "LocaleMiddleware": middleware("django.middleware.locale.LocaleMiddleware"),
    "thousand separators": Row(
        {"USE_THOUSAND_SEPARATOR": True, "LANGUAGE_CODE": "de", "LANGUAGES": [("de", "Deutsch")]}
    ),
    "formats of its own": Row(
        {"FORMAT_MODULE_PATH": [f"{HERE}.odd_formats"], "USE_THOUSAND_SEPARATOR": True}
    ),
    # Money
    "another currency": Row({"OSCAR_DEFAULT_CURRENCY": "KWD"}),
    # Requests
    "small uploads": Row({"DATA_UPLOAD_MAX_MEMORY_SIZE": 20_000, "DATA_UPLOAD_MAX_NUMBER_FIELDS": 100}),
    "HTTPS only": Row(
        {"SECURE_SSL_REDIRECT": True, "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")},
        headers={"X-Forwarded-Proto": "https"},
        is_behind_proxy=True,
    ),
    "no frames and no referrer": Row(
        {
            "X_FRAME_OPTIONS": "DENY",
            "SECURE_REFERRER_POLICY": "same-origin",
            "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
            "SECURE_HSTS_SECONDS": 3600,
        }
    ),
    "without HTTPS": Row(scheme="http"),
    # Caches
    "cache: dummy": cache("dummy.DummyCache"),
    "cache: in the database": cache("db.DatabaseCache", LOCATION="cache_table"),
    "cache: files": cache("filebased.FileBasedCache", LOCATION="/tmp/foreign-settings-cache"),  # noqa: S108
    "cache: away": replace(cache("redis.RedisCache", LOCATION="redis://127.0.0.1:9/0"), sends_mails=False),
    # Templates, files, logs
    "string_if_invalid": Row(change=strings_for_invalid),
    "a second template engine": Row(change=second_engine),
    "hashed static files": Row(change=manifest),
    "logging off": Row({"LOGGING_CONFIG": None}),
    "DEBUG": Row({"DEBUG": True}),
}
if django.VERSION >= (6, 0):
    ROWS["Django's CSP"] = middleware(
        "django.middleware.csp.ContentSecurityPolicyMiddleware", after="SecurityMiddleware", SECURE_CSP=CSP
    )
ROWS["django-csp"] = middleware(f"{HERE}.nonces.DjangoCspMiddleware", after="SecurityMiddleware")


def together(*names: str) -> Row:
    """Return one shop that differs in all these ways."""
    rows = [ROWS[name] for name in names]

    def change(settings: Settings) -> None:
        for row in rows:
            row.apply(settings)

    return Row(
        change=change,
        headers={key: value for row in rows for key, value in row.headers.items()},
        is_behind_proxy=any(row.is_behind_proxy for row in rows),
        prefix="".join({row.prefix for row in rows}),
        sends_mails=all(row.sends_mails for row in rows),
        own_tables=any(row.own_tables for row in rows),
    )


# The most revealing ways, several in one shop; `make soak` walks through each alone, which shows what failed.
TOGETHER = (
    ("USE_TZ off", "under a prefix", "REST: throttles", "session: signed cookies"),
    (
        "cookies for frames",
        "CSRF in the session",
        "REST: versions by namespace",
        "a lagging replica",
        "USE_I18N off",
    ),
    ("users without names", "cookies of other names", "REST: nobody is None", "cache: away", "django-csp"),
)
for names in TOGETHER:
    ROWS[", ".join(names)] = together(*names)
QUICK = [", ".join(names) for names in TOGETHER]
