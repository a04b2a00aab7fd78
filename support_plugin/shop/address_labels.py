"""What Oscar calls the fields of an address."""

from typing import Any


def has_oscars_label(form: Any, name: str) -> bool:
    """Return whether a form has the field, and calls it what Oscar's address does."""
    from oscar.apps.address.abstract_models import AbstractAddress

    if name not in form.fields:
        return False
    oscars = str(AbstractAddress._meta.get_field(name).verbose_name)
    return str(form[name].label).casefold() == oscars.casefold()
