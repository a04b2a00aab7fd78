"""The sections about the shopper, whose rooms know nothing of conversations."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support_plugin import clock
from support_plugin.carts.side_panel import activity_of, at
from support_plugin.chat.models import Conversation
from support_plugin.chat.payloads import shopper_name
from support_plugin.chat.side_panel.registry import Contents, Row, SectionKind, Subject
from support_plugin.desk.pages import page_name
from support_plugin.formats.dates import describe_age
from support_plugin.formats.money import format_money
from support_plugin.formats.numbers import format_number
from support_plugin.guests.phones import address_of_phone
from support_plugin.shop.checkout.account_addresses import phones_of_accounts
from support_plugin.shop.checkout.guest_orders import email_of
from support_plugin.shop.order_facts import OrderLine, list_orders
from support_plugin.shop.searched import CUSTOMER, ORDER, describe, visible_rows
from support_plugin.text.bidi import without_controls
from support_plugin.text.language import language_name
from support_plugin.visitors.consents.models import Consent
from support_plugin.visitors.consents.queries import consents_of, stopped_all
from support_plugin.visitors.contacts import EMAIL, PHONE
from support_plugin.visitors.models import Visitor

# Orders, conversations and consents that are shown, the newest.
MOST_ROWS = 5


def contacts_of(subject: Subject) -> tuple[str, str, bool]:
    """Return the shopper's e-mail address and phone number (E.164), and whether they were only typed.

    An account's own; of a guest what stands with the cart. Two statements at most, however many ask.
    """
    return subject.once("contacts", lambda: _find_contacts(subject))


def _find_contacts(subject: Subject) -> tuple[str, str, bool]:
    user = subject.visitor.user
    if user is not None:
        return email_of(user), phones_of_accounts([user.pk]).get(user.pk, ""), False
    activity = activity_of(subject)
    if activity is None:
        return "", "", False
    # What stands in for an address where a guest gave a number.
    is_stand_in = bool(activity.phone) and activity.email.lower() == address_of_phone(activity.phone)
    return "" if is_stand_in else activity.email, activity.phone, activity.is_contact_typed


class ShopperSection(SectionKind):
    """Who the shopper is, and what with and from where they came."""

    name, order = "shopper", 10
    heading = gettext_lazy("Shopper")

    def load(self, subject: Subject) -> Contents | None:
        """Return what is known. Four statements at most."""
        return Contents(tuple(self._rows(subject)))

    def _rows(self, subject: Subject) -> Iterator[Row]:
        conversation, visitor = subject.conversation, subject.visitor
        yield Row(_("Name"), shopper_name(conversation), url=_account_page(subject))
        email, phone, is_typed = contacts_of(subject)
        detail = _("typed in the checkout, not sent yet") if is_typed else ""
        if email:
            yield Row(_("E-mail address"), without_controls(email), detail, is_ltr=True)
        if phone:
            yield Row(_("Mobile number"), phone, detail, is_ltr=True)
        answers_to = conversation.reply_email
        if answers_to and answers_to.lower() != email.lower():
            left = _("left in the chat for answers")
            yield Row(_("E-mail address for answers"), without_controls(answers_to), left, is_ltr=True)
        if code := conversation.language:
            yield Row(_("Language"), language_name(code), data={"language": code})
        activity = activity_of(subject)
        if activity is not None and activity.device:
            yield Row(_("Device"), str(activity.get_device_display()), data={"device": activity.device})
        if conversation.page_now and conversation.page_now_at:
            seen = describe_age(conversation.page_now_at)
            path = conversation.page_now
            yield Row(_("Page now"), page_name(path), seen, data={"path": path})
        if activity is not None and (activity.source or activity.campaign):
            came = " · ".join(filter(None, (activity.source, activity.campaign)))
            yield Row(_("Source"), without_controls(came))
        first = describe_age(visitor.created_at)
        yield Row(_("First wrote"), first, data={"at": clock.to_json(visitor.created_at)})


def _account_page(subject: Subject) -> str:
    """Return the account's page in Oscar's dashboard, for those who may see it; else ""."""
    user = subject.visitor.user
    if user is None or not visible_rows(subject.reader, CUSTOMER, [str(user.pk)]):
        return ""
    return describe(CUSTOMER, user)[2]


class OrdersSection(SectionKind):
    """The newest orders."""

    name, order = "orders", 40
    heading = gettext_lazy("Orders")

    def load(self, subject: Subject) -> Contents | None:
        """Return them with a link for those who may see their page. Two statements."""
        email, _phone, _is_typed = contacts_of(subject)
        visitor = subject.visitor
        emails = [email.lower()] if email else []
        orders = list_orders(visitor.user_id, emails, visitor.key_hash or "", MOST_ROWS)
        if not orders:
            return None
        visible = visible_rows(subject.reader, ORDER, [str(order.pk) for order in orders])
        pages = {row.pk: describe(ORDER, row)[2] for row in visible}
        return Contents(tuple(_order(order, pages.get(order.pk, "")) for order in orders))


def _order(order: OrderLine, url: str) -> Row:
    total = format_money(order.total, order.currency or None)
    proof = "" if order.is_proven else _("by the e-mail address alone: ask for proof")
    return Row(
        label=f"{order.number} · {at(order.placed_at)}",
        value=" · ".join(filter(None, (total, order.status))),
        detail=proof,
        url=url,
        data={
            "number": order.number,
            "placed_at": clock.to_json(order.placed_at),
            "total": str(order.total),
            "currency": order.currency,
            "status": order.status,
            "is_proven": order.is_proven,
        },
    )


class ConversationsSection(SectionKind):
    """The same shopper's other conversations."""

    name, order = "conversations", 50
    heading = gettext_lazy("Earlier conversations")

    def load(self, subject: Subject) -> Contents | None:
        """Return the newest. One statement."""
        found = Conversation.objects.filter(visitor=subject.conversation.visitor_id, deleted_at=None)
        others = found.exclude(pk=subject.conversation.pk).order_by("-pk")
        rows = tuple(map(_conversation, others[: MOST_ROWS + 1]))
        if not rows:
            return None
        more = _("There are more: search by name.") if len(rows) > MOST_ROWS else ""
        return Contents(rows[:MOST_ROWS], more)


def _conversation(conversation: Conversation) -> Row:
    said = [str(conversation.get_status_display()), str(conversation.get_rating_display())]
    number = _("messages: %(number)s") % {"number": format_number(conversation.last_seq)}
    return Row(
        label=at(conversation.created_at),
        value=" · ".join(filter(None, said)),
        detail=number,
        url=reverse("support_plugin:desk-conversation", args=[conversation.public_id]),
        data={"id": str(conversation.public_id), "status": conversation.status},
    )


class ConsentsSection(SectionKind):
    """What the shopper agreed to, and whether they get no messages at all."""

    name, order = "consents", 70
    heading = gettext_lazy("Consents")

    def load(self, subject: Subject) -> Contents | None:
        """Return what is in force. Two statements."""
        email, phone, _is_typed = contacts_of(subject)
        given = consents_of(*_traces(subject.visitor, email, phone)).filter(withdrawn_at=None)
        rows = [_consent(row) for row in given.order_by("-given_at")[:MOST_ROWS]]
        contacts = [(kind, found) for kind, found in ((EMAIL, email), (PHONE, phone)) if found]
        if contacts and stopped_all(contacts):
            rows.insert(0, Row(_("Reminders"), _("stopped"), data={"stopped": True}))
        return Contents(tuple(rows)) if rows else None


def _traces(visitor: Visitor, email: str, phone: str) -> tuple[Any, ...]:
    users = [visitor.user_id] if visitor.user_id is not None else []
    hashes = [visitor.key_hash] if visitor.key_hash else []
    return users, [email] if email else [], [phone] if phone else [], hashes


def _consent(row: Consent) -> Row:
    data = {"channel": row.channel, "given_at": clock.to_json(row.given_at)}
    return Row(str(row.get_channel_display()), at(row.given_at), str(row.get_place_display()), data=data)
