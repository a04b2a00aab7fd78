"""Choosing a prompt, showing it once, and what the shopper makes of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.circumstances import device_of, subject_of
from support_plugin.carts.hesitation.models import Page
from support_plugin.carts.hesitation.rules import Occasion
from support_plugin.carts.prompts.caps import history_of
from support_plugin.carts.prompts.contents import Prompt, lines_of, make_prompt
from support_plugin.carts.prompts.models import PromptRule, PromptShown
from support_plugin.carts.prompts.queries import Person, enabled_rules
from support_plugin.carts.prompts.rule_matching import Situation, fits
from support_plugin.chat.flows import Origin, begin_conversation
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import may_invite
from support_plugin.chat.rules import not_found
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.database.turns import take_turns
from support_plugin.errors import Code, Refused
from support_plugin.hours.queries import is_open
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import present_cart
from support_plugin.shop.money import cart_worth
from support_plugin.shop.order_facts import has_ordered
from support_plugin.visitors.arms.flows import expose
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.measuring import may_measure
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.session_prompt import was_prompted

# The kinds of pages by which the admin chose where the launcher stands.
LAUNCHER_PAGES = {Page.PRODUCT: "product", Page.BASKET: "basket"}
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


def choose_prompt(request: HttpRequest, occasion: Occasion) -> Prompt | None:
    """Return what to offer a shopper who hesitates; None for nothing. Stores nothing; no query without rules.

    ``request``: with Oscar's basket. It counts as shown when the browser has said so: ``show_prompt``.
    """
    return choose(request, enabled_rules(), occasion.kind.value, occasion.page)


def choose(request: HttpRequest, rules: tuple[PromptRule, ...], kind: str, page: Page) -> Prompt | None:
    """Return the prompt of the first of the rules that may be shown; ``kind`` is empty for time alone."""
    if not rules or not _is_offered(request, page):
        return None
    now = _situation(request, rules, kind, page)
    fitting = [rule for rule in rules if fits(rule, now) and _is_its_time(rule)]
    key = read_key(request.COOKIES)
    if not fitting or not may_invite(request.user, key):
        return None
    person = Person.of(request.user, key, present_cart(request).pk)
    if not history_of(person).allows(clock.now()):
        return None
    rule = next((rule for rule in fitting if _suits(rule, request.user)), None)
    return make_prompt(request, rule, kind, page.value) if rule is not None else None


def _is_offered(request: HttpRequest, page: Page) -> bool:
    preferences = get_preferences()
    return (
        preferences.has_prompts
        and LAUNCHER_PAGES.get(page, "checkout") in preferences.launcher_pages
        and may_measure(request)
        and not was_prompted(request)
    )


def _situation(request: HttpRequest, rules: tuple[PromptRule, ...], kind: str, page: Page) -> Situation:
    has_amounts = any(rule.value_from is not None or rule.value_to is not None for rule in rules)
    value, currency = cart_worth(present_cart(request)) if has_amounts else (None, "")
    return Situation(kind, page.value, get_language() or "", device_of(request), value, currency)


def _is_its_time(rule: PromptRule) -> bool:
    """Return whether the shop is open, and somebody there, where the rule wants that."""
    return is_open(rule.schedule_id) and (not rule.needs_agent or someone_is_there())


def _suits(rule: PromptRule, user: Any) -> bool:
    if not rule.shoppers:
        return True
    is_known = user.is_authenticated and has_ordered(user.pk)
    return bool(is_known) is (rule.shoppers == PromptRule.Shoppers.RETURNING)


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
