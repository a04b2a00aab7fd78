"""How orders are numbered and made."""

from oscar.apps.order import utils
from oscar.apps.order.utils import *  # noqa: F403


class OrderNumberGenerator(utils.OrderNumberGenerator):
    """Numbers with a letter in front."""

    def order_number(self, basket):
        """Return the number of this cart's order."""
        return f"F-{super().order_number(basket)}"


class OrderCreator(utils.OrderCreator):
    """Carries the branch over."""

    def create_order_model(self, user, basket, *args, **kwargs):
        """Return the order."""
        return super().create_order_model(user, basket, *args, **{**kwargs, "branch": basket.branch})
