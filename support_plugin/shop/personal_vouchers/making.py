"""Makes and deletes vouchers, with the offer that all vouchers of the same terms share."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.classes import get_class

# Letters and digits of a code, of Oscar's 32: none of 0, O, 1 and I. 50 random bits.
CODE_LENGTH = 10
PERCENTAGE, AMOUNT, FREE_SHIPPING = "percentage", "amount", "free_shipping"
# What the codes count for. A shop may take products out of it in Oscar's dashboard.
RANGE = "Support: all products"


@dataclass(frozen=True)
class OfferTerms:
    """What a voucher gives, and from which worth of the cart on."""

    # PERCENTAGE, AMOUNT or FREE_SHIPPING.
    kind: str
    # Per cent, or an amount; nothing for free shipping.
    value: Decimal
    # 0: for any cart.
    minimum: Decimal


def make_offer(name: str, terms: OfferTerms) -> Any:
    """Return a new offer of these terms, for those with a voucher alone; ``name`` is what shoppers see."""
    offers = get_model("offer", "ConditionalOffer")
    condition, benefit = get_model("offer", "Condition"), get_model("offer", "Benefit")
    goods, _made = get_model("offer", "Range")._default_manager.get_or_create(
        name=RANGE, defaults={"includes_all_products": True}
    )
    needs = {"type": condition.VALUE, "value": terms.minimum} if terms.minimum else {}
    gives = {
        PERCENTAGE: {"range": goods, "type": benefit.PERCENTAGE, "value": terms.value},
        AMOUNT: {"range": goods, "type": benefit.FIXED, "value": terms.value},
        FREE_SHIPPING: {"type": benefit.SHIPPING_PERCENTAGE, "value": Decimal(100)},
    }[terms.kind]
    return offers._default_manager.create(
        name=_free_name(offers, name),
        offer_type=offers.VOUCHER,
        # Once for a cart, whatever the shop makes of the condition later.
        max_basket_applications=1,
        condition=condition._default_manager.create(
            range=goods, **(needs or {"type": condition.COUNT, "value": 1})
        ),
        benefit=benefit._default_manager.create(**gives),
    )


def find_offer(key: str) -> Any:
    """Return the offer with a key as text; None for none, as after it was deleted."""
    return rows_on_primary(get_model("offer", "ConditionalOffer")).filter(pk=key).first() if key else None


def find_set(key: str) -> Any:
    """Return the set with a key as text; None for none."""
    return rows_on_primary(get_model("voucher", "VoucherSet")).filter(pk=key).first() if key else None


def make_voucher_set(name: str, starts_at: datetime, ends_at: datetime) -> Any:
    """Return a new set, which keeps the vouchers out of the dashboard's own list and counts them."""
    sets = get_model("voucher", "VoucherSet")
    return sets._default_manager.create(
        name=_free_name(sets, name),
        count=0,
        code_length=CODE_LENGTH,
        start_datetime=starts_at,
        end_datetime=ends_at,
    )


def make_voucher(offer: Any, voucher_set: Any, starts_at: datetime, ends_at: datetime) -> Any:
    """Return a new voucher that can be used once, with a code that nobody can guess."""
    vouchers = get_model("voucher", "Voucher")
    code = get_class("voucher.utils", "get_unused_code")(length=CODE_LENGTH, group_length=CODE_LENGTH)
    made = vouchers._default_manager.create(
        # Unique, and a name in every language.
        name=code,
        code=code,
        usage=vouchers.SINGLE_USE,
        start_datetime=starts_at,
        end_datetime=ends_at,
        voucher_set=voucher_set,
    )
    made.offers.add(offer)
    sets = rows_on_primary(type(voucher_set)).filter(pk=voucher_set.pk)
    sets.update(count=F("count") + 1, end_datetime=max(ends_at, voucher_set.end_datetime))
    return made


def find_voucher(key: str) -> Any:
    """Return the voucher with a key as text; None for none, as after it was deleted."""
    return rows_on_primary(get_model("voucher", "Voucher")).filter(pk=key).first() if key else None


def find_uses(keys: Collection[str]) -> dict[str, Any]:
    """Return the use of each of the vouchers that an order has used, by the vouchers' keys as text."""
    uses = rows_on_primary(get_model("voucher", "VoucherApplication")).select_related("order")
    return {str(use.voucher_id): use for use in uses.filter(voucher__in=keys)}


def delete_vouchers(keys: Collection[str]) -> None:
    """Delete the vouchers with these keys, as text; sets count again."""
    found = rows_on_primary(get_model("voucher", "Voucher")).filter(pk__in=keys)
    sets = set(found.exclude(voucher_set=None).values_list("voucher_set_id", flat=True))
    found.delete()
    for one in rows_on_primary(get_model("voucher", "VoucherSet")).filter(pk__in=sets):
        one.update_count()


def delete_offer(key: str) -> bool:
    """Delete an offer with its condition and benefit once no voucher has it; return whether it is gone."""
    offer = find_offer(key)
    if offer is None:
        return True
    if offer.vouchers.exists():
        return False
    condition, benefit = offer.condition, offer.benefit
    offer.delete()
    for part in (condition, benefit):
        if not part.offers.exists():
            part.delete()
    return True


def _free_name(model: Any, wanted: str) -> str:
    """Return the name, with a number behind it where another row has it: these names are unique."""
    longest = model._meta.get_field("name").max_length - len(" 99999")
    name, rows = wanted[:longest], rows_on_primary(model)
    taken = set(rows.filter(name__startswith=name).values_list("name", flat=True))
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)
