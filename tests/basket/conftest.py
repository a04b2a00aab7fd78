"""A request with a filled cart, as the shop's own tests have it."""

from tests.shop.conftest import cart_request

__all__ = ["cart_request"]
