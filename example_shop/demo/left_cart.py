"""A cart that a guest has left who gave a mobile number, and wants to be reminded by SMS."""

from django.conf import settings
from django.utils import timezone, translation
from oscar.core.loading import get_model

# Of nobody's: the demo sends nothing, it shows what it would send.
NUMBER = "+989123456789"
ITEMS = 2


def seed_left_cart() -> None:
    """Create the cart, once: as if it had been left at the payment just now."""
    from support_plugin.carts.models import CartActivity, Step
    from support_plugin.outbox.channels.base import Channel
    from support_plugin.visitors.consents.flows import give_consent
    from support_plugin.visitors.consents.models import Consent, ConsentSource
    from support_plugin.visitors.consents.words import ALLOW
    from support_plugin.visitors.contacts import PHONE, contact_hash

    if Consent.objects.filter(contact_hash=contact_hash(PHONE, NUMBER)).exists():
        return
    with translation.override("fa"):
        words, same = str(ALLOW[Channel.SMS]), {"language": "fa", "place": ConsentSource.GATEWAY}
        give_consent(PHONE, NUMBER, Channel.SMS, wording=words, **same)
    now = timezone.now()
    values = {"phone": NUMBER, "language": "fa", "country": "IR", "step": Step.PAYMENT}
    CartActivity.objects.create(cart=_make_cart(), last_active_at=now, idle_from=now, **values)


def _make_cart() -> object:
    """Return a guest's cart with the shop's first products that are sold by themselves."""
    cart = get_model("basket", "Basket").objects.create()
    products = get_model("catalogue", "Product").objects.filter(structure="standalone")
    # One by one they would send signals, and be followed as nobody's.
    get_model("basket", "Line").objects.bulk_create(
        get_model("basket", "Line")(
            basket=cart,
            product=product,
            stockrecord=stock,
            line_reference=f"{product.pk}_{stock.pk}",
            quantity=1,
            price_currency=stock.price_currency or settings.OSCAR_DEFAULT_CURRENCY,
            price_excl_tax=stock.price,
            price_incl_tax=stock.price,
        )
        for product in products.order_by("-priority", "pk")[:ITEMS]
        if (stock := product.stockrecords.first())
    )
    return cart
