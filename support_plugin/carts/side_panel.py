"""What agents see of a shopper's cart beside a conversation."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.models import CartActivity
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reports.access import may_see_carts
from support_plugin.carts.shown_amounts import ShownAmounts
from support_plugin.chat.side_panel.registry import Contents, Row, SectionKind, Subject
from support_plugin.formats.dates import describe_age, format_date
from support_plugin.formats.money import format_money
from support_plugin.formats.numbers import format_number
from support_plugin.notices.texts import charge_words, describe_place, minus, tax_words, total_words
from support_plugin.shop.cart_facts import CartFacts, LineFacts, is_being_paid, of_present_carts, read_carts
from support_plugin.shop.places.destinations import Destination
from support_plugin.text.bidi import isolate, without_controls

# Hesitations and reminders that are shown, the newest.
MOST_ROWS = 5


def activity_of(subject: Subject) -> CartActivity | None:
    """Return what is followed of the shopper's present cart: of the account, else of the guest's browser.

    Of several, that which was touched last. One statement, however many sections ask.
    """
    return subject.once("cart activity", lambda: _find_activity(subject.visitor))


def _find_activity(visitor: Any) -> CartActivity | None:
    if visitor.user_id is not None:
        whose = Q(cart__owner=visitor.user_id)
    elif visitor.key_hash:
        whose = Q(visitor_hash=visitor.key_hash, cart__owner=None)
    else:
        return None
    found = CartActivity.objects.filter(whose, of_present_carts("cart"))
    return found.order_by("-last_active_at").first()


def _cart_of(subject: Subject) -> CartFacts | None:
    activity = activity_of(subject)
    if activity is None:
        return None
    return subject.once("cart", lambda: read_carts([activity.pk]).get(activity.pk))


def at(moment: datetime) -> str:
    """Return a time for the reader, with its day."""
    return format_date(clock.local(moment), "SHORT_DATETIME_FORMAT")


class CartSection(SectionKind):
    """What is in the cart, and the amounts that the shopper's own page showed last: never worked out here."""

    name, order = "cart", 20
    heading = gettext_lazy("Cart")

    def load(self, subject: Subject) -> Contents | None:
        """Return the lines as they are now, and the amounts as they were shown."""
        activity, cart = activity_of(subject), _cart_of(subject)
        if activity is None or cart is None or not cart.lines:
            return None
        shown = activity.shown
        if not shown:
            lines = tuple(_line(line, None, "") for line in cart.lines)
            return Contents(lines, _("The shopper has not looked at the total yet."))
        known = {one["line"]: one for one in shown["lines"]}
        lines = tuple(_line(line, known.get(str(line.pk)), shown["currency"]) for line in cart.lines)
        return Contents((*lines, *_amounts(shown)), _age(shown, cart))


def _line(line: LineFacts, shown: dict[str, Any] | None, currency: str) -> Row:
    """Return one line; its amount only where the shopper has seen this quantity of it."""
    amount = shown["amount"] if shown and shown["quantity"] == line.quantity else None
    return Row(
        label=without_controls(line.title_in(get_language() or "")),
        value="" if amount is None else format_money(Decimal(amount), currency),
        detail=_("Quantity: %(number)s") % {"number": format_number(line.quantity)},
        data={
            "product": line.product_id,
            "quantity": line.quantity,
            "amount": amount,
            "currency": currency or None,
        },
    )


def _amounts(shown: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows below the lines, in the words and the order of the shopper's page."""
    found, currency = ShownAmounts.of(shown), shown["currency"]
    if found.items is not None:
        yield _amount_row(_("Items"), format_money(found.items, currency), shown["items"], currency)
    for name, amount in shown["discounts"]:
        text = minus(Decimal(amount), currency)
        yield _amount_row(without_controls(name) or _("Discounts"), text, f"-{amount}", currency)
    if shown["is_sent"]:
        detail = " · ".join(filter(None, (without_controls(shown["method"]), _place(shown["place"]))))
        charge = charge_words(found, currency)
        yield _amount_row(_("Shipping"), charge, shown["charge"], currency, detail=detail)
    if found.surcharges:
        surcharges = format_money(found.surcharges, currency)
        yield _amount_row(_("Surcharges"), surcharges, shown["surcharges"], currency)
    is_known = found.total_low is not None
    if total := total_words(found):
        label = _("Total to pay") if is_known else _("Without shipping")
        yield _amount_row(label, total, shown["total"], currency, is_main=True)
    if is_known and (tax := tax_words(found)):
        yield _amount_row(_("Of which tax"), tax, shown["tax"], currency)


def _amount_row(label: str, value: str, amount: Any, currency: str, **more: Any) -> Row:
    return Row(label, value, data={"amount": amount, "currency": currency}, **more)


def _place(place: dict[str, str] | None) -> str:
    """Return a destination's name, as the notice has it."""
    return without_controls(describe_place(Destination(**place, source="shown"))) if place else ""


def _age(shown: dict[str, Any], cart: CartFacts) -> str:
    """Return how old the amounts are, and whether they still belong to what is in the cart."""
    moment = datetime.fromisoformat(shown["at"])
    seen = [(one["line"], one["quantity"]) for one in shown["lines"]]
    there = [(str(line.pk), line.quantity) for line in cart.lines]
    is_same = sorted(there[: len(seen)]) == sorted(seen) and len(there) == len(seen) + shown["more"]
    if is_same:
        return _("Amounts as the shopper’s page showed them: %(time)s") % {"time": isolate(at(moment))}
    return _("The cart has changed since the shopper saw these amounts: %(time)s") % {
        "time": isolate(at(moment))
    }


class CheckoutSection(SectionKind):
    """How far the shopper has come, and what stood in the way."""

    name, order = "checkout", 30
    heading = gettext_lazy("Checkout")

    def load(self, subject: Subject) -> Contents | None:
        """Return step, last activity, obstacle and hesitations. One more statement than the cart's."""
        activity = activity_of(subject)
        return None if activity is None else Contents(tuple(self._rows(subject, activity)))

    def _rows(self, subject: Subject, activity: CartActivity) -> Iterator[Row]:
        since = at(activity.step_since) if activity.step_since else ""
        step = str(activity.get_step_display())
        yield Row(_("Furthest step"), step, since, data={"step": activity.step})
        yield Row(_("Last active"), describe_age(activity.last_active_at))
        since = describe_age(activity.first_seen_at)
        data = {"visits": activity.visits, "first_seen_at": clock.to_json(activity.first_seen_at)}
        first = _("the first: %(time)s") % {"time": since}
        yield Row(_("Visits with this cart"), format_number(activity.visits), first, data=data)
        cart = _cart_of(subject)
        if cart is not None and is_being_paid(cart):
            yield Row(_("Payment"), _("under way"))
        if activity.obstacle:
            yield Row(
                _("Obstacle"), str(activity.get_obstacle_display()), data={"obstacle": activity.obstacle}
            )
        rows = Hesitation.objects.filter(cart=activity.pk, period__gte=activity.period).order_by("-at")
        for row in rows[:MOST_ROWS]:
            what = f"{row.get_kind_display()} · {row.get_page_display()}"
            data = {"kind": row.kind, "page": row.page, "at": clock.to_json(row.at)}
            yield Row(_("Hesitated"), what, describe_age(row.at), data=data)
        if activity.abandonment_id and may_see_carts(subject.reader):
            url = reverse("support_plugin:cart", args=[activity.abandonment_id])
            yield Row(_("Abandoned cart"), format_number(activity.abandonment_id), url=url)


class RemindersSection(SectionKind):
    """The reminders about any cart that the shopper left."""

    name, order = "reminders", 60
    heading = gettext_lazy("Reminders")

    def load(self, subject: Subject) -> Contents | None:
        """Return the newest. One statement."""
        visitor = subject.visitor
        if visitor.user_id is not None:
            whose = Q(abandonment__user=visitor.user_id)
        elif visitor.key_hash:
            whose = Q(abandonment__visitor_hash=visitor.key_hash)
        else:
            return None
        rows = tuple(map(_reminder, Reminder.objects.filter(whose).order_by("-pk")[:MOST_ROWS]))
        return Contents(rows) if rows else None


def _reminder(row: Reminder) -> Row:
    moment = row.decided_at or row.due_at
    said = f"{row.get_way_display()}: {row.get_state_display()}"
    data = {"way": row.way, "state": row.state, "reason": row.reason or None, "at": clock.to_json(moment)}
    return Row(at(moment), said, str(row.get_reason_display()) if row.reason else "", data=data)
