"""The hash by which Oscar finds an address again in a shopper's address book."""

from typing import Any

from django.conf import settings
from django.utils import translation


def hash_in_one_language() -> None:
    """Let addresses have one hash in all languages: that of LANGUAGE_CODE. Called once, at start.

    Oscar hashes what it shows. Titles, and the countries and provinces of shops that translate them, have
    other names in another language: whoever ordered in both would have each address twice.
    A shop's own ``generate_hash`` is left alone.
    """
    from oscar.apps.address.abstract_models import AbstractAddress

    generate = AbstractAddress.generate_hash

    def generate_hash(address: Any) -> int:
        with translation.override(settings.LANGUAGE_CODE):
            found: int = generate(address)
        return found

    AbstractAddress.generate_hash = generate_hash
