"""Which methods there are."""

from oscar.apps.shipping import repository

from tests.forked_shop.shipping.methods import Van


class Repository(repository.Repository):
    """Only the van."""

    methods = (Van(),)
