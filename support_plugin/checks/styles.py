"""The style sheets for languages written from right to left."""

from typing import Any

from django.conf import global_settings, settings
from django.core.checks import CheckMessage, Warning, register

from support_plugin.checks.tag import TAG
from support_plugin.right_to_left.loaded import loaded_sheets
from support_plugin.right_to_left.sheets import made_sheets, outdated_sheets
from support_plugin.text.language import direction_of

LOCALE = "django.middleware.locale.LocaleMiddleware"


@register(TAG)
def check_turned_styles(**kwargs: Any) -> list[CheckMessage]:
    """Storefront and dashboard have turned copies of their sheets, of the sheets as they are now."""
    if not _has_right_to_left():
        return []
    hint = "Run manage.py support_turn_styles, then collectstatic; again after each change of a style sheet."
    loaded = loaded_sheets()
    others = made_sheets().keys() - loaded["storefront"] - loaded["dashboard"]
    parts = {part: outdated_sheets(names) for part, names in {**loaded, "others": others}.items()}
    return [
        Warning(
            f"Style sheets ({part}) have no up-to-date copy for right to left: {', '.join(names)}.",
            hint=hint,
            id="support_plugin.W018",
        )
        for part, names in parts.items()
        if names
    ]


def _has_right_to_left() -> bool:
    languages = [settings.LANGUAGE_CODE]
    if LOCALE in settings.MIDDLEWARE or settings.LANGUAGES != global_settings.LANGUAGES:
        languages += [code for code, _name in settings.LANGUAGES]
    return settings.USE_I18N and any(direction_of(language) == "rtl" for language in languages)
