"""What every template of the shop is given."""

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import get_language


def reader(request: HttpRequest) -> dict[str, str]:
    """Return ``reader_locale``: the language with its readers' digits, for scripts that show numbers."""
    if apps.is_installed("support_plugin"):
        from support_plugin.formats.readers import current_reader

        return {"reader_locale": current_reader().tag}
    return {"reader_locale": {"ar": "ar-u-nu-arab"}.get(get_language() or "", get_language() or "")}
