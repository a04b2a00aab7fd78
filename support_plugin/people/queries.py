"""All that the app holds about one person, whichever room holds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.models import Abandonment, CartActivity, Circumstances
from support_plugin.carts.personal import abandonments_of, activities_of, events_of, hesitations_of
from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.prompts.queries import prompts_shown_to
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import message_json, rating_json
from support_plugin.chat.queries import messages_after
from support_plugin.chat.search import find_messages, fold_all
from support_plugin.outbox.models import Event
from support_plugin.people.logs import log_entries
from support_plugin.search.models import ShopText
from support_plugin.search.queries import texts_about
from support_plugin.shop.carts import carts_of, carts_of_orders
from support_plugin.shop.searched import (
    CUSTOMER,
    ORDER,
    orders_for,
    orders_of,
    parts_of,
    reached_at,
    rows_of,
)
from support_plugin.shop.typed.phones import read_phone
from support_plugin.tasks.models import Task
from support_plugin.tasks.queries import tasks_of
from support_plugin.text.digits import to_ascii_digits
from support_plugin.visitors.models import Visitor

# Conversations that are looked at for an address which a guest wrote in them.
MOST_MENTIONS = 100


@dataclass(frozen=True)
class Person:
    """One person as the shop knows them: their browsers, their accounts, and the orders of both."""

    visitors: list[Visitor] = field(default_factory=list)
    users: list[Any] = field(default_factory=list)
    order_ids: list[str] = field(default_factory=list)
    # In lower case.
    emails: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.visitors or self.users or self.order_ids)


def find_person(who: str) -> Person:
    """Return the person with an e-mail address, a telephone number (``+98912…``) or a visitor's number.

    An e-mail address finds the accounts with it and the orders that guests placed with it; a telephone number
    those that have it in an address. Guests' conversations carry neither: see :func:`visitors_who_wrote`.
    """
    who = to_ascii_digits(who).strip()
    if "@" in who:
        model = get_user_model()
        users = list(model._default_manager.filter(**{f"{model.get_email_field_name()}__iexact": who}))
        return _person(users, orders_for(who), [who.lower()])
    if who.isdigit() and not who.startswith("0") and len(who) < 19:  # what an id column holds
        visitors = list(Visitor.objects.filter(pk=who).select_related("user"))
        return people_of(visitors)
    phone = read_phone(who) if who else ""
    return _person(*reached_at(phone)) if phone else Person()


def people_of(visitors: Iterable[Visitor]) -> Person:
    """Return whoever these visitors are, with what hangs on their accounts."""
    chosen = list(visitors)
    users = [visitor.user for visitor in chosen if visitor.user]
    return Person(chosen, users, _orders(users), _emails(users))


def _person(users: list[Any], order_ids: Iterable[str], emails: Iterable[str] = ()) -> Person:
    visitors = list(Visitor.objects.filter(user__in=users).select_related("user"))
    orders = list(dict.fromkeys([*order_ids, *_orders(users)]))
    return Person(visitors, users, orders, sorted({*emails, *_emails(users)}))


def _emails(users: Iterable[Any]) -> list[str]:
    name = get_user_model().get_email_field_name()
    return [email.lower() for user in users if (email := getattr(user, name, ""))]


def _orders(users: list[Any]) -> list[str]:
    return orders_of([user.pk for user in users]) if users else []


def visitors_who_wrote(words: str, person: Person) -> list[int]:
    """Return the numbers of other guests who wrote an address or a number in a conversation themselves.

    They may be the same person, or somebody who passed it on: whoever asks has to look.
    """
    fold_all()
    known = [visitor.pk for visitor in person.visitors]
    found = find_messages(words).filter(sender=Message.Sender.SHOPPER, conversation__visitor__user=None)
    found = found.exclude(conversation__visitor__in=known)
    return sorted(set(found.values_list("conversation__visitor", flat=True)[:MOST_MENTIONS]))


def find_with_others(who: str) -> tuple[Person, list[int]]:
    """Return the person, and the other guests who wrote this address or number in a conversation.

    A visitor's number is no word that somebody would have written.
    """
    person, words = find_person(who), who.strip()
    return person, visitors_who_wrote(who, person) if words and not words.isdigit() else []


def export_person(person: Person) -> dict[str, Any]:
    """Return what is held about this person, ready for JSON; times are ISO 8601 with a zone."""
    return {
        "visitors": [_visitor(visitor) for visitor in person.visitors],
        "carts": [_cart(activity) for activity in activities_of(**cart_traces(person))],
        "abandoned_carts": [_abandonment(row) for row in abandonments_of(**cart_traces(person))],
        "hesitations": [_hesitation(row) for row in hesitations_of(**cart_traces(person))],
        "help_offered": [_prompt(row) for row in prompts_shown_to(**cart_traces(person))],
        "tasks": [_task(row) for row in _tasks(person)],
        "found_by": [text for row in texts_of(person) for text in _found_by(row)],
        "log": [str(entry) for entry in log_entries(person.visitors)],
    }


def count_held(person: Person) -> dict[str, int]:
    """Return how many rows of each kind would be deleted with a person, by the kind's name; no zeros."""
    mine = {"visitor__in": person.visitors}
    counts = {
        Visitor: len(person.visitors),
        Conversation: Conversation.objects.filter(**mine).count(),
        Message: Message.objects.filter(conversation__visitor__in=person.visitors).count(),
        Attachment: Attachment.objects.filter(**mine).count(),
        CartActivity: activities_of(**cart_traces(person)).count(),
        Abandonment: abandonments_of(**cart_traces(person)).count(),
        Event: Event.objects.filter(stream__in=events_of(**cart_traces(person))).count(),
        Hesitation: hesitations_of(**cart_traces(person)).count(),
        PromptShown: prompts_shown_to(**cart_traces(person)).count(),
        Task: _tasks(person).count(),
        ShopText: texts_of(person).count(),
    }
    return {str(model._meta.verbose_name_plural): count for model, count in counts.items() if count}


def cart_traces(person: Person) -> dict[str, Any]:
    """Return by what this person's carts are found: carts of their orders, accounts, addresses, browsers."""
    carts = [pk for user in person.users for pk in carts_of(user.pk).values_list("pk", flat=True)]
    carts += carts_of_orders(person.order_ids).values_list("pk", flat=True)
    return {
        "cart_ids": carts,
        "user_ids": [user.pk for user in person.users],
        "emails": person.emails,
        "visitor_hashes": [visitor.key_hash for visitor in person.visitors if visitor.key_hash],
    }


def texts_of(person: Person) -> "QuerySet[ShopText]":
    """Return the texts by which this person's accounts and orders are found."""
    return texts_about({CUSTOMER: [user.pk for user in person.users], ORDER: person.order_ids})


def _found_by(text: ShopText) -> list[str]:
    # As the shop has it: the search's own form of it says no more and reads worse.
    return [part for row in rows_of(text.kind).filter(pk=text.object_id) for part in parts_of(text.kind, row)]


def _visitor(visitor: Visitor) -> dict[str, Any]:
    unsent = Attachment.objects.filter(visitor=visitor, message=None)
    return {
        "id": visitor.pk,
        "account": str(visitor.user) if visitor.user else None,
        "first_seen": clock.to_json(visitor.created_at),
        "conversations": [_conversation(c) for c in visitor.conversations.order_by("pk")],
        "unsent_files": [{"name": file.name, "size": file.size} for file in unsent],
    }


def _conversation(conversation: Conversation) -> dict[str, Any]:
    messages = messages_after(conversation.pk, 0, limit=max(1, conversation.last_seq))
    return {
        "id": str(conversation.public_id),
        "status": conversation.status,
        "language": conversation.language,
        "page": conversation.page_path,
        "begun_by": conversation.origin,
        "opened_at": clock.to_json(conversation.created_at),
        "updated_at": clock.to_json(conversation.updated_at),
        "rating": rating_json(conversation),
        "messages": [message_json(message) for message in messages],
    }


def _cart(activity: CartActivity) -> dict[str, Any]:
    return {
        "cart": activity.pk,
        "last_active_at": clock.to_json(activity.last_active_at),
        **_circumstances(activity),
    }


def _abandonment(row: Abandonment) -> dict[str, Any]:
    times = ("idle_since", "abandoned_at", "returned_at", "recovered_at", "expired_at")
    return {
        "cart": row.cart_id,
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "order": row.order_number or None,
        "value": str(row.value),
        "currency": row.currency,
        "lines": row.lines,
        **_circumstances(row),
    }


def _hesitation(row: Hesitation) -> dict[str, Any]:
    return {
        "cart": row.cart_id,
        "at": clock.to_json(row.at),
        "hesitation": row.get_kind_display(),
        "page": row.get_page_display(),
        "language": row.language,
        "device": row.device,
    }


def _prompt(row: PromptShown) -> dict[str, Any]:
    times = ("shown_at", "dismissed_at", "replied_at")
    return {
        "cart": row.cart_id,
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "page": row.get_page_display(),
        "language": row.language,
        "device": row.device,
        "said": [text for text in (row.contents.get("greeting"), row.contents.get("question")) if text],
    }


def _tasks(person: Person) -> "QuerySet[Task]":
    return tasks_of(abandonments_of(**cart_traces(person)), person.visitors)


def _task(row: Task) -> dict[str, Any]:
    times = ("made_at", "due_at", "ended_at")
    return {
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "what": row.get_kind_display(),
        "note": row.text,
        "end": row.get_end_display() or None,
        "outcome": row.outcome,
    }


def _circumstances(row: Circumstances) -> dict[str, Any]:
    names = ("email", "language", "device", "source", "campaign", "obstacle")
    return {"step": row.get_step_display(), **{name: getattr(row, name) for name in names}}
