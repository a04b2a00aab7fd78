"""What every template of the shop is given."""

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def outbox(request: HttpRequest) -> dict[str, bool]:
    """Return ``with_outbox``: whether this is a demo with a page that shows what was sent."""
    return {"with_outbox": settings.WITH_OUTBOX}


def reader(request: HttpRequest) -> dict[str, str]:
    """Return ``reader_locale``: the language with its readers' digits, for scripts that show numbers."""
    if apps.is_installed("support_plugin"):
        from support_plugin.formats.readers import current_reader

        return {"reader_locale": current_reader().tag}
    return {"reader_locale": {"ar": "ar-u-nu-arab"}.get(get_language() or "", get_language() or "")}
