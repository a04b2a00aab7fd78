"""A project whose REST framework is set up for something quite different."""

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import exception_handler

from tests.settings import *  # noqa: F403


class TakesAnything(BaseContentNegotiation):
    """Chooses the last renderer, whatever is asked for."""

    def select_parser(self, request, parsers):
        return parsers[-1]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[-1], "text/plain"


def nothing_is_handled(error, context):
    exception_handler(error, context)
    return None


REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.BasicAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "1/day", "user": "1/day"},
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "ALLOWED_VERSIONS": ["none-of-ours"],
    "DEFAULT_VERSION": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.StaticHTMLRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.FileUploadParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "tests.rest.hostile_settings.TakesAnything",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 1,
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "tests.rest.hostile_settings.nothing_is_handled",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": "placement",
    "COERCE_DECIMAL_TO_STRING": False,
    "UNICODE_JSON": False,
    "COMPACT_JSON": False,
    "STRICT_JSON": False,
    "DATE_FORMAT": "%d.%m.%y",
    "DATETIME_FORMAT": "%d.%m.%y",
    "NON_FIELD_ERRORS_KEY": "errors",
}
