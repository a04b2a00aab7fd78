"""Which changes may be proposed, and what is answered to those who may not decide."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin.carts.proposals.models import Proposal
from support_plugin.errors import Code, Refused
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.notices.destination.forms import DestinationForm
from support_plugin.rest.refusals import wrong_fields
from support_plugin.shop.cart_changes.types import (
    ADD,
    DESTINATION,
    METHOD,
    QUANTITY,
    SWAP,
    VOUCHER,
    Change,
)
from support_plugin.text.cleaning import is_storable

LIFETIME = timedelta(minutes=30)
MOST_CHANGES, MOST_OF_ONE, LONGEST_KEY = 6, 9999, 128
PLACE = ("country", "state", "city", "postcode")

# What each kind of change takes.
FIELDS = {
    ADD: {"product", "quantity"},
    QUANTITY: {"line", "quantity"},
    SWAP: {"line", "product"},
    VOUCHER: {"code", "pool"},
    METHOD: {"code"},
    DESTINATION: {"place"},
}


def not_this_way() -> Refused:
    """Return the answer to changes that are not made as they must be."""
    return Refused(Code.INVALID, _("These changes are not made as they must be."))


def gone() -> Refused:
    """Return the one answer for a proposal that does not exist and one of another conversation."""
    return Refused(Code.NOT_FOUND, _("This proposal does not exist, or it is not yours."))


def no_cart(is_guest: bool) -> Refused:
    """Return the answer to an agent who proposes something for a shopper without an open cart, and why."""
    if is_guest:
        text = _(
            "No open cart of this guest is known here. It becomes known when they put something in and then "
            "write, or open another page of the shop."
        )
        return Refused(Code.CONFLICT, text)
    return Refused(Code.CONFLICT, _("This shopper’s account has no open cart."))


def own_browser_only() -> Refused:
    """Return the answer to a program that would decide for a shopper."""
    return Refused(Code.FORBIDDEN, _("Only the shopper can do this, in their own browser."))


def other_cart() -> Refused:
    """Return the answer to a browser that has another cart."""
    return Refused(
        Code.CONFLICT,
        _("This proposal is for a cart that is not the one in this browser. Nothing was changed."),
    )


def ended(proposal: Proposal) -> Refused:
    """Return the answer to a decision about a proposal that is decided already."""
    texts = {
        Proposal.State.ACCEPTED: _("This change was made already."),
        Proposal.State.DECLINED: _("This proposal was declined. Nothing was changed."),
        Proposal.State.UNDONE: _("This change was undone."),
        Proposal.State.STALE: _("This proposal is out of date. Nothing was changed."),
        Proposal.State.EXPIRED: _("This proposal has expired. Nothing was changed."),
        Proposal.State.WITHDRAWN: _("This proposal was withdrawn. Nothing was changed."),
        Proposal.State.OFFERED: _("This change was not made yet."),
    }
    return Refused(Code.CONFLICT, texts[Proposal.State(proposal.state)])


def clean_changes(value: Any) -> list[dict[str, Any]]:
    """Return one to six changes as plain values, or raise Refused; each line and product is changed once."""
    if not isinstance(value, list) or not value:
        raise not_this_way()
    if len(value) > MOST_CHANGES:
        text = _("Propose up to %(number)d changes at once.")
        raise Refused(Code.INVALID, in_readers_digits(str(text) % {"number": MOST_CHANGES}))
    changes = [_clean(one) for one in value]
    subjects = [subject for change in changes for subject in _subjects(change)]
    if len(set(subjects)) < len(subjects) or sum("pool" in change for change in changes) > 1:
        raise Refused(Code.INVALID, _("Change each line, product and choice once."))
    return changes


def _clean(value: Any) -> dict[str, Any]:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(kind, str) or kind not in FIELDS or not set(value) <= FIELDS[kind] | {"kind"}:
        raise not_this_way()
    change: dict[str, Any] = {"kind": kind}
    for name in FIELDS[kind] & set(value):
        change[name] = _READERS[name](value[name])
    if set(change) - {"kind"} != FIELDS[kind] and kind != VOUCHER:
        raise not_this_way()
    if kind == VOUCHER and len(change) != 2:
        # A code, or a pool.
        raise not_this_way()
    if "code" in change and kind == VOUCHER:
        # As the shop's own page reads it.
        change["code"] = change["code"].upper()
    if kind == ADD and not change["quantity"]:
        raise not_this_way()
    return change


def _subjects(change: Mapping[str, Any]) -> list[str]:
    kind = change["kind"]
    if kind in (METHOD, DESTINATION):
        return [kind]
    if kind == VOUCHER:
        return [f"voucher {change.get('code')} {change.get('pool')}"]
    return [f"{name} {change[name]}" for name in ("line", "product") if name in change]


def _key(value: Any) -> str:
    if type(value) not in (int, str) or not 0 < len(str(value)) <= LONGEST_KEY or not is_storable(str(value)):
        raise not_this_way()
    return str(value)


def _code(value: Any) -> str:
    return _key(value).strip()


def _quantity(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST_OF_ONE:
        raise Refused(Code.INVALID, _("Write how many, in whole numbers."))
    return int(value)


def clean_place(value: Any) -> dict[str, str]:
    """Return a destination as the small form of the notices takes it, or raise Refused."""
    if not isinstance(value, Mapping) or not set(value) <= set(PLACE):
        raise not_this_way()
    form = DestinationForm(data={name: value.get(name, "") for name in PLACE})
    if not form.is_valid():
        raise wrong_fields({name: list(errors) for name, errors in form.errors.items()})
    return {name: str(form.cleaned_data.get(name) or "") for name in PLACE}


_READERS = {
    "product": _key,
    "line": _key,
    "code": _code,
    "pool": _key,
    "quantity": _quantity,
    "place": clean_place,
}


def as_change(stored: Mapping[str, Any]) -> Change:
    """Return the change that a proposal has stored."""
    names = ("kind", "line", "product", "quantity", "code")
    return Change(**{name: stored[name] for name in names if name in stored})
