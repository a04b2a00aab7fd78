"""Addresses with the postcodes and provinces of the countries the shop sends to."""

from oscar.apps.address.abstract_models import AbstractUserAddress

from example_shop.address.local import LocalAddress


class UserAddress(LocalAddress, AbstractUserAddress):
    """An address in a shopper's address book."""


from oscar.apps.address.models import *  # noqa: E402, F403
