"""Postcodes that Oscar refuses."""

# Oscar 4.2 wants #####-#####. Iran's post writes ten digits, and people write them with or without the dash.
OSCARS_OWN = r"^[0-9]{5}-[0-9]{5}$"
AS_WRITTEN = r"^[0-9]{5}-?[0-9]{5}$"


def accept_iranian_postcodes() -> None:
    """Let addresses of every kind hold an Iranian postcode without the dash.

    Called once, when the models are loaded. A pattern that the shop has set itself is left alone.
    """
    from oscar.apps.address.abstract_models import AbstractAddress

    patterns = AbstractAddress.POSTCODES_REGEX
    if patterns.get("IR") == OSCARS_OWN:
        patterns["IR"] = AS_WRITTEN
