"""Controls of direction in what strangers write into the shop's forms.

A name such as ``U+202E`` and a price turns around whatever stands beside it on a page, in a mail or in the
dashboard, whose templates are the shop's. Nobody types these controls; they come with texts copied from
elsewhere. The marks without extent (U+200E, U+200F, U+061C) and the joiners, which people do type, stay.
"""

from django.http import QueryDict

# Embeddings, overrides, isolates, and their ends.
_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MARKS = {**_CONTROLS, **dict.fromkeys([0x061C, 0x200E, 0x200F, 0xFEFF])}


def without_controls(text: str) -> str:
    """Return the text without what changes the direction of the text after it."""
    return text.translate(_CONTROLS)


def without_marks(code: str) -> str:
    """Return a code, such as a phone number, without any invisible mark of direction."""
    return code.translate(_MARKS)


def read_texts(fields: QueryDict) -> QueryDict:
    """Return the fields of a form without controls of direction; passwords stay as they were typed."""
    found = {
        name: [without_controls(value) for value in values]
        for name, values in fields.lists()
        if "password" not in name and not all(map(str.isascii, values))
    }
    if all(values == fields.getlist(name) for name, values in found.items()):
        return fields
    read = fields.copy()
    for name, values in found.items():
        read.setlist(name, values)
    read._mutable = False
    return read
