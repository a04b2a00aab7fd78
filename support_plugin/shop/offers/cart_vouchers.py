"""The vouchers in a cart, read once a page."""

from typing import Any

from django.db.models import prefetch_related_objects


def hold_vouchers(cart: Any) -> None:
    """Let a stored cart keep its vouchers, for Oscar too, until one is put in or taken out."""
    if cart.pk and cart.pk > 0:
        # Of the cart itself, not of the middleware's lazy wrapper.
        prefetch_related_objects([getattr(cart, "_wrapped", cart)], "vouchers")


def forget_vouchers(cart: Any) -> None:
    """Let a cart's vouchers be read again, as another request may have changed them."""
    own = getattr(cart, "_wrapped", cart)
    getattr(own, "_prefetched_objects_cache", {}).pop("vouchers", None)


def vouchers_of(cart: Any) -> list[Any]:
    """Return the vouchers in a cart, also those that give nothing yet; one query a page."""
    if not cart.pk or cart.pk < 0:
        return []
    hold_vouchers(cart)
    return list(cart.vouchers.all())


def voucher_ids(cart: Any) -> tuple[Any, ...]:
    """Return their keys, sorted."""
    return tuple(sorted(voucher.pk for voucher in vouchers_of(cart)))
