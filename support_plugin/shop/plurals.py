"""Names for several of Oscar's rows, where Oscar gives none and Django glues an English "s" to one's name."""

from typing import Any

from django.apps import apps
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# By the name of the model.
NAMES = {
    "wishlist": _("Wish lists"),
    "line": _("Lines"),
    "wishlistsharedemail": _("People who see a wish list"),
}


def name_several() -> None:
    """Give Oscar's models without a plural one: a word of its own, or the name of one in other languages."""
    for model in apps.get_models():
        is_oscars = any(base.__module__.startswith("oscar.") for base in model.__mro__)
        if is_oscars and "verbose_name_plural" not in model._meta.original_attrs:
            one = model._meta.verbose_name
            model._meta.verbose_name_plural = NAMES.get(str(model._meta.model_name)) or _several(one)


def _glued(one: Any) -> str:
    is_english = (get_language() or "en").startswith("en")
    return f"{one}s" if is_english else str(one)


_several = lazy(_glued, str)
