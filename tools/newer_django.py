"""What shows in a shop or its admin of the Djangos that we support, but is not in the one that is pinned.

`oscar.po` translates these too, so that the suite holds on all of them (`make matrix`); a text that Django
has translated by itself since may go.
"""

from babel.messages.catalog import Catalog

TEXTS: tuple[str | tuple[str, str], ...] = (
    # Since 6.0
    "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? "
    "All of the following related items will be deleted:",
    "Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following protected "
    "related objects:",
    "Deleting the %(object_name)s “%(escaped_object)s” would result in deleting related objects, but your "
    "account doesn't have permission to delete the following types of objects:",
    "Pagination %(name)s",
    "Pagination %(name)s entries",
    "Run",
    "Search %(name)s",
    # Since 6.1
    "- Select an option -",
    "Filter by %(field_name)s",
    ("…and %(count)d more object.", "…and %(count)d more objects."),
)


def add_to(catalogue: Catalog) -> None:
    """Add the texts to those that were found in the installed Django."""
    for text in TEXTS:
        catalogue.add(text, locations=[("django", 1)])
