"""The fields of a form that was sent, with other values."""

from collections.abc import Mapping

from django.http import QueryDict


def with_values(fields: QueryDict, values: Mapping[str, list[str]]) -> QueryDict:
    """Return the fields with these values by name: the same object where nothing changes, else a copy."""
    if all(found == fields.getlist(name) for name, found in values.items()):
        return fields
    changed = fields.copy()
    for name, found in values.items():
        changed.setlist(name, found)
    changed._mutable = False
    return changed
