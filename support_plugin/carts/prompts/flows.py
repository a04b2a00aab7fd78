"""Showing a prompt once, and what the shopper makes of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.circumstances import device_of, subject_of
from support_plugin.carts.hesitation.models import Page
from support_plugin.carts.prompts.caps import history_of
from support_plugin.carts.prompts.choosing import choose
from support_plugin.carts.prompts.contents import Prompt, lines_of
from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.prompts.queries import Person, enabled_rules
from support_plugin.chat.flows import Origin, begin_conversation
from support_plugin.chat.models import Conversation
from support_plugin.chat.rules import not_found
from support_plugin.database.turns import take_turns
from support_plugin.errors import Code, Refused
from support_plugin.shop.carts import present_cart
from support_plugin.shop.money import cart_worth
from support_plugin.visitors.arms.flows import expose
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.models import Visitor

# As the chat names the checkout's steps to agents.
STEPS = {
    Page.ADDRESS: "shipping-address",
    Page.METHOD: "shipping-method",
    Page.PAYMENT: "payment-details",
    Page.PREVIEW: "preview",
}


@dataclass(frozen=True)
class Offered:
    """What a browser is about to show, as it was given it."""

    rule_id: int
    kind: str
    page: Page
    version: str


def show_prompt(
    request: HttpRequest, offered: Offered, client_id: UUID, key: str | None
) -> PromptShown | None:
    """Store that a prompt is shown now; None where it must not be: the caps, another tab, a changed rule.

    None too for those held out for comparison, who pass all other checks: of them it is stored when it would
    have been shown first.

    Idempotent by ``client_id``. ``key``: the guest's.
    """
    person = Person.of(request.user, key, present_cart(request).pk)
    with transaction.atomic():
        take_turns(PromptShown)
        known = PromptShown.objects.filter(client_id=client_id).first()
        if known is not None:
            if not person.owns(known):
                raise not_found()
            return known
        # In one statement with the number, which only one of two tabs gets.
        history = history_of(person)
        if not history.allows(clock.now()):
            return None
        rules = tuple(rule for rule in enabled_rules() if rule.pk == offered.rule_id)
        prompt = choose(request, rules, offered.kind, offered.page)
        if prompt is None or prompt.version != offered.version:
            return None
        arm = expose(Capability.PROMPTS, subject_of(request, key), clock.now())
        if arm is not None and arm.is_held_out:
            return None
        return _store(request, person, prompt, history.next_number, client_id)


def _store(
    request: HttpRequest, person: Person, prompt: Prompt, number: int, client_id: UUID
) -> PromptShown | None:
    try:
        with transaction.atomic():
            return PromptShown.objects.create(
                client_id=client_id,
                rule_id=prompt.rule_id,
                user_id=person.user_id,
                visitor_hash=person.visitor_hash,
                cart_id=person.cart_id,
                number=number,
                kind=prompt.kind,
                page=prompt.page,
                language=prompt.language,
                device=device_of(request),
                contents=prompt.as_stored(),
                shown_at=clock.now(),
            )
    except IntegrityError:  # another tab was first, or the rule is gone since
        return None


def not_offered() -> Refused:
    """Return the answer to a reply that was not offered."""
    return Refused(Code.INVALID, _("This answer was not offered. Please write to us in the chat."))


def find_shown(public_id: UUID, person: Person) -> PromptShown:
    """Return what this person was shown, or raise Refused ("not_found"): nobody learns of others' prompts."""
    shown = PromptShown.objects.filter(public_id=public_id).select_related("rule").first()
    if shown is None or not person.owns(shown):
        raise not_found()
    return shown


def dismiss_prompt(shown: PromptShown) -> None:
    """Store that the shopper wants no help now; idempotent."""
    PromptShown.objects.filter(pk=shown.pk, dismissed_at=None).update(dismissed_at=clock.now())


@transaction.atomic
def reply_to_prompt(
    shown: PromptShown, visitor: Visitor, client_id: UUID, reply: str, path: str, cart: Any
) -> Conversation:
    """Begin the conversation with what was shown and the shopper's ``reply``; idempotent by ``client_id``.

    ``reply`` is one of those offered, or empty: then agents are shown nothing until the shopper writes.
    ``path``: of the page. Raises Refused: "invalid" for another reply, "conflict" beside an open
    conversation. Works for what was shown, whatever has become of the rule since.
    """
    take_turns(PromptShown)
    stored = shown.contents
    if not stored or (reply and reply not in stored["replies"]):
        raise not_offered()
    value, currency = cart_worth(cart)
    origin = Origin(
        source=f"prompt:{shown.rule_id or ''}",
        label=stored["name"],
        step=STEPS.get(Page(shown.page), ""),
        page=path,
        amount=str(value) if value is not None else "",
        currency=currency,
    )
    lines = lines_of(stored)
    conversation, _message = begin_conversation(
        visitor, client_id, lines, language=shown.language, origin=origin, reply=reply
    )
    answered = {"replied_at": shown.replied_at or clock.now()} if reply else {}
    PromptShown.objects.filter(pk=shown.pk).update(conversation=conversation, **answered)
    return conversation


@transaction.atomic
def give_to_account(visitor_hash: str, user: AbstractBaseUser) -> None:
    """Let what a guest was shown count for the account that the guest has logged in to."""
    take_turns(PromptShown)
    number = history_of(Person(user.pk)).next_number
    for shown in PromptShown.objects.filter(visitor_hash=visitor_hash, user=None).order_by("number"):
        PromptShown.objects.filter(pk=shown.pk).update(user=user.pk, visitor_hash="", number=number)
        number += 1
