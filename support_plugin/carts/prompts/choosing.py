"""Which prompt a shopper who hesitates is shown, if any."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.carts.circumstances import device_of
from support_plugin.carts.hesitation.models import Page
from support_plugin.carts.hesitation.rules import Occasion
from support_plugin.carts.prompts.caps import history_of
from support_plugin.carts.prompts.contents import Prompt, make_prompt
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.queries import Person, enabled_rules
from support_plugin.carts.prompts.rule_matching import Situation, fits
from support_plugin.chat.queries import may_invite
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.hours.queries import is_open
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import present_cart
from support_plugin.shop.money import cart_worth
from support_plugin.shop.order_facts import has_ordered
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.measuring import may_measure
from support_plugin.visitors.session_prompt import was_prompted

# The kinds of pages by which the admin chose where the launcher stands.
LAUNCHER_PAGES = {Page.PRODUCT: "product", Page.BASKET: "basket"}


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
