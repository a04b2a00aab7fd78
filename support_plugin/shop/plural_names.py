"""Plurals for those of Oscar's models that have none: Django puts an English "s" behind their names."""

from typing import Any

from django.apps import apps
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop

# What Django makes of the English names of Oscar's models, for the catalogues.
PLURALS = (
    gettext_noop("Wish Lists"),
    gettext_noop("Wish list lines"),
    gettext_noop("Wish list shared emails"),
)


def name_plurals() -> None:
    """Give the models of Oscar, and of a shop that forked them, a plural that can be translated.

    Names without a translation stay as Django makes them. Called once, when models are loaded; no migration
    comes of it, as Django writes down only what a model says itself.
    """
    from oscar.core.application import OscarConfigMixin

    for config in apps.get_app_configs():
        if isinstance(config, OscarConfigMixin):
            for model in config.get_models():
                if "verbose_name_plural" not in model._meta.original_attrs:
                    model._meta.verbose_name_plural = _plural(model._meta)


def _plural(options: Any) -> Any:
    english, djangos = f"{options.verbose_name_raw}s", options.verbose_name_plural

    def plural() -> str:
        translated = gettext(english)
        return translated if translated != english else str(djangos)

    return lazy(plural, str)()
