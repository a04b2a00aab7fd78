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

    A plural without a translation is Django's in Latin letters, else the name of one. No migration comes of
    it, as Django writes down only what a model says itself. Called once, when models are loaded.
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
        if (translated := gettext(english)) != english:
            return translated
        # The name of one is better than an English letter behind Persian ones.
        return str(djangos) if str(djangos).isascii() else str(options.verbose_name)

    return lazy(plural, str)()
