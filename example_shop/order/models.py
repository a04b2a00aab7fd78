"""Oscar's orders, sent to addresses as the shop knows them."""

from oscar.apps.address.abstract_models import AbstractBillingAddress, AbstractShippingAddress

from example_shop.address.local import LocalAddress


class ShippingAddress(LocalAddress, AbstractShippingAddress):
    """Where an order goes."""


class BillingAddress(LocalAddress, AbstractBillingAddress):
    """Whom an order is billed to."""


from oscar.apps.order.models import *  # noqa: E402, F403
