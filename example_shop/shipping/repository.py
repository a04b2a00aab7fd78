"""Which shipping methods a shopper may choose from."""

from oscar.apps.shipping import repository

from example_shop.shipping.methods import Courier, PickUp, Post, ShopMethod
from example_shop.shipping.places import find_region, has_courier


class Repository(repository.Repository):
    """Offers what reaches the address.

    While no address is known, all three methods are offered at the charge for other provinces of Iran,
    with ``is_estimate`` set; the basket page shows the first one, post. Within Tehran it can only turn out
    cheaper; abroad it is dearer, and the courier may fall away.
    """

    def get_available_shipping_methods(
        self, basket: object, shipping_addr: object | None = None, **kwargs: object
    ) -> list[ShopMethod]:
        """Return the methods for an address, Oscar's default first."""
        if shipping_addr is None:
            return [Post(None), Courier(None), PickUp()]
        region = find_region(shipping_addr)
        methods: list[ShopMethod] = [Post(region)]
        if has_courier(shipping_addr):
            methods.append(Courier(region))
        if shipping_addr.country_id == "IR":
            methods.append(PickUp())
        return methods
