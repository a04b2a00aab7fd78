"""Orders as staff make them: no page of the shop, no signal of its checkout."""

from typing import Any

from oscar.core.loading import get_model

from support_plugin.carts.recovering import note_orders


def staff_order(cart: Any = None, user: Any = None, product: Any = None, **fields: Any) -> Any:
    """Return an order, of this cart or with this product."""
    made = get_model("order", "Order").objects.create(
        number=f"A{get_model('order', 'Order').objects.count() + 1}",
        currency="IRR",
        total_incl_tax=1,
        total_excl_tax=1,
        basket=cart,
        user=user,
        **fields,
    )
    if product is not None:
        get_model("order", "Line").objects.create(
            order=made,
            product=product,
            num_allocated=0,
            line_price_incl_tax=1,
            line_price_excl_tax=1,
            line_price_before_discounts_incl_tax=1,
            line_price_before_discounts_excl_tax=1,
        )
        # Its lines come after it.
        note_orders([made.pk])
    return made
