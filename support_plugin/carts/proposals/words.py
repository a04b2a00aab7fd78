"""Proposals in the reader's words, digits and money."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.payable import chosen
from support_plugin.carts.proposals.queries import basket_address, shown_state
from support_plugin.chat.cards.shown import Item
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import agent_json
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.notices.texts import describe_place
from support_plugin.shop.cart_changes.types import ADD, DESTINATION, METHOD, QUANTITY, SWAP
from support_plugin.shop.money import format_money
from support_plugin.shop.places.offered import name_of_country, provinces
from support_plugin.text.bidi import isolate, isolate_code

# What each side may do, by the state.
SHOPPERS = {Proposal.State.OFFERED: ("accept", "decline"), Proposal.State.ACCEPTED: ("undo",)}
AGENTS = {Proposal.State.OFFERED: ("withdraw",)}


def state_words(state: Proposal.State) -> str:
    """Return what became of a proposal, for both sides."""
    return {
        Proposal.State.OFFERED: _("Nothing changes before it is accepted."),
        Proposal.State.ACCEPTED: _("Accepted: the cart was changed."),
        Proposal.State.DECLINED: _("Declined: nothing was changed."),
        Proposal.State.UNDONE: _("Undone: the cart is as it was before."),
        Proposal.State.STALE: _("Out of date: the cart or the prices have changed. Nothing was done."),
        Proposal.State.EXPIRED: _("Expired: nothing was changed."),
        Proposal.State.WITHDRAWN: _("Withdrawn: nothing was changed."),
    }[state]


def outcome_words(state: Proposal.State) -> str:
    """Return the line in the conversation that says what became of a proposal."""
    return {
        Proposal.State.ACCEPTED: _("The proposed change was accepted."),
        Proposal.State.DECLINED: _("The proposed change was declined."),
        Proposal.State.UNDONE: _("The proposed change was undone."),
        Proposal.State.STALE: _("The proposed change was out of date and was not made."),
        Proposal.State.EXPIRED: _("The proposed change had expired and was not made."),
        Proposal.State.WITHDRAWN: _("The proposed change was withdrawn."),
        Proposal.State.OFFERED: _("A change of the cart was proposed."),
    }[state]


def items_of(proposal: Proposal, names: Mapping[str, str]) -> tuple[Item, ...]:
    """Return a proposal's changes as a card shows them; ``names`` of products in the reader's language."""
    return tuple(_item(change, proposal.currency, names) for change in proposal.changes)


def shipping_item(proposal: Proposal) -> Item | None:
    """Return what shipping costs with the changes, and where to; None where it is unknown."""
    shipping = proposal.shipping or {}
    if proposal.pay_after is None or shipping.get("charge") is None:
        return None
    charge = Decimal(shipping["charge"])
    place = describe_place(chosen(shipping["place"]))
    return Item(
        _("Shipping by %(name)s") % {"name": isolate(shipping["name"])}
        if shipping["name"]
        else _("Shipping"),
        price=format_money(charge, proposal.currency or None) if charge else _("free"),
        note=_("to %(place)s") % {"place": isolate(place)}
        if place
        else _("as long as no other address is given"),
    )


def products_of(proposal: Proposal) -> set[str]:
    """Return the keys of the products that a proposal names."""
    return {change[name] for change in proposal.changes for name in ("product", "from") if change.get(name)}


def _item(change: Mapping[str, Any], currency: str, names: Mapping[str, str]) -> Item:
    kind = change["kind"]
    if kind in (ADD, QUANTITY, SWAP):
        title = names.get(change["product"]) or change["title"]
        amount = change.get("amount")
        price = format_money(Decimal(amount), currency or None) if amount is not None else None
        note = _note(change, names)
        return Item(title, price=price, quantity=change["quantity"] or None, note=note)
    if kind == METHOD:
        return Item(_("Shipping method: %(name)s") % {"name": isolate(change["title"])})
    if kind == DESTINATION:
        return Item(_("Destination: %(place)s") % {"place": isolate(place_words(change["place"]))})
    return Item(_("Voucher: %(code)s") % {"code": isolate_code(change["code"])})


def _note(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if change["kind"] == ADD:
        return _("Added")
    if change["kind"] == SWAP:
        former = names.get(change["from"]) or change["from_title"]
        return _("Instead of %(product)s") % {"product": isolate(former)}
    if not change["quantity"]:
        return _("Taken out")
    text = _("Quantity: %(new)s instead of %(old)s") % {"new": change["quantity"], "old": change["before"]}
    return in_readers_digits(text)


def place_words(place: Mapping[str, str]) -> str:
    """Return a destination, from the smallest part to the largest."""
    state = dict(provinces()).get(place["state"], place["state"])
    parts = (place["city"], state, name_of_country(place["country"]), place["postcode"])
    return ", ".join(part for part in parts if part)


def money(amount: Any, currency: str) -> str:
    """Return one of a proposal's totals in words."""
    return format_money(amount, currency or None)


def money_or_none(amount: Any, currency: str) -> str | None:
    """Return an amount in words; None where nobody knows it."""
    return None if amount is None else money(amount, currency)


def proposal_json(proposal: Proposal, role: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a proposal for either side, with what that side may do with it now."""
    state = shown_state(proposal)
    may = AGENTS if role == Message.Sender.AGENT else SHOPPERS
    return {
        "id": str(proposal.public_id),
        "client_id": str(proposal.client_id),
        "state": state,
        "text": state_words(state),
        "changes": [_sentence(item) for item in items_of(proposal, names)],
        "total_before": money(proposal.total_before, proposal.currency),
        "total_after": money(proposal.total_after, proposal.currency),
        "pay_before": money_or_none(proposal.pay_before, proposal.currency),
        "pay_after": money_or_none(proposal.pay_after, proposal.currency),
        "shipping": _shipping_words(shipping_item(proposal)),
        "actions": [{"name": name, "label": action_label(name)} for name in may.get(state, ())],
        "agent": agent_json(proposal.agent),
        "offered_at": clock.to_json(proposal.offered_at),
        "expires_at": clock.to_json(proposal.expires_at),
        "link": _link(state) if role != Message.Sender.AGENT else None,
    }


def _link(state: Proposal.State) -> dict[str, str] | None:
    """Return where the shopper sees what was done; an agent's basket is not the shopper's."""
    if state not in (Proposal.State.ACCEPTED, Proposal.State.UNDONE):
        return None
    return {"label": _("Your cart was changed. Show the cart"), "url": basket_address()}


def _sentence(item: Item) -> str:
    return " – ".join(part for part in (isolate(item.name), item.note) if part)


def _shipping_words(item: Item | None) -> str | None:
    return None if item is None else " – ".join((item.name, isolate(item.price or ""), item.note or ""))


def action_label(name: str) -> str:
    """Return the words of a button."""
    return {
        "accept": _("Accept"),
        "decline": _("Decline"),
        "undo": _("Undo"),
        "withdraw": _("Withdraw"),
    }[name]
