"""What Oscar calls the fields of an address."""

from typing import Any

from django.utils import translation


def has_oscars_label(form: Any, name: str) -> bool:
    """Return whether a form has the field, and calls it what Oscar's address does."""
    from oscar.apps.address.abstract_models import AbstractAddress

    if name not in form.fields:
        return False
    # Untranslated: two names may be one word in another language.
    with translation.override(None):
        oscars = str(AbstractAddress._meta.get_field(name).verbose_name)
        return str(form[name].label).casefold() == oscars.casefold()
