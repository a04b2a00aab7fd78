"""All that the app holds about one person, whichever room holds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.personal import (
    abandonments_of,
    activities_of,
    browsers_of,
    codes_of,
    copies_of,
    events_of,
    hesitations_of,
    shared_carts_of,
)
from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.prompts.queries import prompts_shown_to
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.restoring.models import CartCopy, RestoreLink, SharedCart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.carts.send_me.queries import messages_of
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.folded_messages import fold_all
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.models import Note
from support_plugin.chat.search import find_messages
from support_plugin.chat.waits.models import Wait
from support_plugin.outbox.models import Event
from support_plugin.search.models import ShopText
from support_plugin.search.queries import texts_about
from support_plugin.shop.carts import carts_of, carts_of_orders
from support_plugin.shop.searched import (
    CUSTOMER,
    ORDER,
    orders_for,
    orders_of,
    reached_at,
)
from support_plugin.shop.typed.phones import read_phone
from support_plugin.tasks.models import Task
from support_plugin.tasks.queries import tasks_of
from support_plugin.text.digits import to_ascii_digits
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.access_log.personal import looks_at
from support_plugin.visitors.arms.models import Exposure, HoldoutArm
from support_plugin.visitors.arms.queries import arms_of, exposures_of
from support_plugin.visitors.consents.models import Consent
from support_plugin.visitors.consents.queries import consents_of
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.personal import subscriptions_of

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
    # In E.164.
    phones: list[str] = field(default_factory=list)

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
    return _person(*reached_at(phone), phones=[phone]) if phone else Person()


def people_of(visitors: Iterable[Visitor]) -> Person:
    """Return whoever these visitors are, with what hangs on their accounts."""
    chosen = list(visitors)
    users = [visitor.user for visitor in chosen if visitor.user]
    return Person(chosen, users, _orders(users), _emails(users))


def _person(
    users: list[Any], order_ids: Iterable[str], emails: Iterable[str] = (), phones: Iterable[str] = ()
) -> Person:
    visitors = list(Visitor.objects.filter(user__in=users).select_related("user"))
    orders = list(dict.fromkeys([*order_ids, *_orders(users)]))
    return Person(visitors, users, orders, sorted({*emails, *_emails(users)}), list(phones))


def _emails(users: Iterable[Any]) -> list[str]:
    name = get_user_model().get_email_field_name()
    return [email.lower() for user in users if (email := getattr(user, name, ""))]


def _orders(users: list[Any]) -> list[str]:
    return orders_of([user.pk for user in users]) if users else []


def visitors_who_wrote(words: str, person: Person) -> list[int]:
    """Return the numbers of other guests who wrote an address or a number in a conversation, or gave it for
    answers.

    They may be the same person, or somebody who passed it on: whoever asks has to look.
    """
    fold_all()
    known = [visitor.pk for visitor in person.visitors]
    found = find_messages(words).filter(sender=Message.Sender.SHOPPER, conversation__visitor__user=None)
    found = found.exclude(conversation__visitor__in=known)
    wrote = set(found.values_list("conversation__visitor", flat=True)[:MOST_MENTIONS])
    return sorted(wrote | (_who_want_answers_at(words) - set(known)))


def _who_want_answers_at(email: str) -> set[int]:
    """Return the numbers of guests who gave this address for answers by e-mail."""
    if "@" not in email:
        return set()
    found = Conversation.objects.filter(reply_email__iexact=email.strip(), visitor__user=None)
    return set(found.values_list("visitor", flat=True)[:MOST_MENTIONS])


def find_with_others(who: str) -> tuple[Person, list[int]]:
    """Return the person, and the other guests who wrote this address or number in a conversation.

    A visitor's number is no word that somebody would have written.
    """
    person, words = find_person(who), who.strip()
    return person, visitors_who_wrote(who, person) if words and not words.isdigit() else []


def is_known(person: Person) -> bool:
    """Return whether anything is held about a person; who only left a cart has neither account nor order."""
    return bool(person) or bool(count_held(person))


def count_held(person: Person) -> dict[str, int]:
    """Return how many rows of each kind would be deleted with a person, by the kind's name; no zeros."""
    counts = count_by_model(person)
    return {str(model._meta.verbose_name_plural): count for model, count in counts.items() if count}


def count_by_model(person: Person) -> dict[Any, int]:
    """Return the same by model, zeros too."""
    mine = {"visitor__in": person.visitors}
    return {
        Visitor: len(person.visitors),
        Conversation: Conversation.objects.filter(**mine).count(),
        Message: Message.objects.filter(conversation__visitor__in=person.visitors).count(),
        Wait: Wait.objects.filter(conversation__visitor__in=person.visitors).count(),
        AssistantTurn: AssistantTurn.objects.filter(conversation__visitor__in=person.visitors).count(),
        Note: Note.objects.filter(conversation__visitor__in=person.visitors).count(),
        Merge: Merge.objects.filter(kept__in=person.visitors).count(),
        Attachment: Attachment.objects.filter(**mine).count(),
        Proposal: Proposal.objects.filter(conversation__visitor__in=person.visitors).count(),
        ConversationMail: ConversationMail.objects.filter(conversation__visitor__in=person.visitors).count(),
        CartActivity: activities_of(**cart_traces(person)).count(),
        Abandonment: abandonments_of(**cart_traces(person)).count(),
        RestoreLink: RestoreLink.objects.filter(
            Q(abandonment__in=abandonments_of(**cart_traces(person)))
            | Q(shared__in=shared_carts_of(**cart_traces(person)))
        ).count(),
        SharedCart: shared_carts_of(**cart_traces(person)).count(),
        CartMessage: messages_to(person).count(),
        CartCopy: copies_of(**cart_traces(person)).count(),
        Event: Event.objects.filter(stream__in=events_of(**cart_traces(person))).count(),
        Hesitation: hesitations_of(**cart_traces(person)).count(),
        PromptShown: help_offered_to(person).count(),
        PersonalVoucher: codes_of(**cart_traces(person)).count(),
        Task: tasks_about(person).count(),
        Consent: consents_given_by(person).count(),
        PushSubscription: notified_browsers(person).count(),
        HoldoutArm: arms_of(**compared_as(person)).count(),
        Exposure: exposures(person).count(),
        Look: looks_at_person(person).count(),
        ShopText: texts_of(person).count(),
    }


def messages_to(person: Person) -> QuerySet[CartMessage]:
    """Return the messages with a person's carts that were asked for, and those to their contacts."""
    return messages_of(shared_carts_of(**cart_traces(person)), person.emails, person.phones)


def cart_traces(person: Person) -> dict[str, Any]:
    """Return by what this person's carts are found: carts of their orders, accounts, addresses, browsers."""
    carts = [pk for user in person.users for pk in carts_of(user.pk).values_list("pk", flat=True)]
    carts += carts_of_orders(person.order_ids).values_list("pk", flat=True)
    return {
        "cart_ids": carts,
        "user_ids": [user.pk for user in person.users],
        "emails": person.emails,
        "phones": person.phones,
        "visitor_hashes": [visitor.key_hash for visitor in person.visitors if visitor.key_hash],
    }


def consents_given_by(person: Person) -> "QuerySet[Consent]":
    """Return what this person agreed to."""
    traces = cart_traces(person)
    traces.pop("cart_ids")
    return consents_of(**traces)


def notified_browsers(person: Person) -> "QuerySet[PushSubscription]":
    """Return the browsers that may be notified: of this person's accounts, and those that had their carts."""
    traces = cart_traces(person)
    return subscriptions_of(traces["user_ids"], browsers_of(**traces) | set(traces["visitor_hashes"]))


def help_offered_to(person: Person) -> "QuerySet[PromptShown]":
    """Return the prompts that this person was shown: by account, browsers, and all carts that were theirs."""
    return prompts_shown_to(**compared_as(person))


def compared_as(person: Person) -> dict[str, Any]:
    """Return by what a person's arms are found: with all carts that were theirs, and their browsers."""
    traces = cart_traces(person)
    followed = activities_of(**traces).values_list("pk", flat=True)
    left = abandonments_of(**traces).exclude(cart=None).values_list("cart", flat=True)
    browsers = browsers_of(**traces) | set(traces["visitor_hashes"])
    return {
        **traces,
        "cart_ids": {*traces["cart_ids"], *followed, *left},
        "visitor_hashes": sorted(browsers),
    }


def exposures(person: Person) -> "QuerySet[Exposure]":
    """Return since when a person is compared."""
    names = compared_as(person)
    return exposures_of(names["user_ids"], names["visitor_hashes"])


def texts_of(person: Person) -> "QuerySet[ShopText]":
    """Return the texts by which this person's accounts and orders are found."""
    return texts_about({CUSTOMER: [user.pk for user in person.users], ORDER: person.order_ids})


def looks_at_person(person: Person) -> "QuerySet[Look]":
    """Return which looks at this person's data were noted."""
    return looks_at(person.visitors, person.users, abandonments_of(**cart_traces(person)))


def tasks_about(person: Person) -> "QuerySet[Task]":
    """Return the tasks about this person's carts and conversations."""
    return tasks_of(abandonments_of(**cart_traces(person)), person.visitors)
