"""What shows in a shop or its admin with versions that we support, but is not in the ones that are pinned.

`oscar.po` translates these too, so that the suite holds on all of them (`make matrix`); a text that its
package translates by itself since may go.
"""

from babel.messages.catalog import Catalog

TEXTS: dict[str | tuple[str, str], str] = {
    text: package
    for package, texts in {
        "django": (
            # Until 5.2.1
            "Add link",
            "Change or view list link",
            "Hide counts",
            "Select all objects on this page for an action",
            # Since 6.0
            "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? "
            "All of the following related items will be deleted:",
            "Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following "
            "protected related objects:",
            "Deleting the %(object_name)s “%(escaped_object)s” would result in deleting related objects, but "
            "your account doesn't have permission to delete the following types of objects:",
            "Pagination %(name)s",
            "Pagination %(name)s entries",
            "Run",
            "Search %(name)s",
            # Since 6.1
            "- Select an option -",
            "Filter by %(field_name)s",
            ("…and %(count)d more object.", "…and %(count)d more objects."),
        ),
        # Until 4.1
        "oscar": (
            "Only the offer and order reports use the selected date range",
            "This will also delete the following child products:",
        ),
        # Until 5
        "treebeard": (
            "Exception raised while moving node: %s",
            "Path Overflow from: '%s'",
            "Return to ordered tree",
        ),
    }.items()
    for text in texts
}


def add_to(catalogue: Catalog) -> None:
    """Add the texts to those that were found in the installed packages."""
    for text, package in TEXTS.items():
        if catalogue.get(text) is None:
            catalogue.add(text, locations=[(package, 1)])
