"""Which rule fits a situation: pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from support_plugin.carts.prompts.models import PromptRule
from support_plugin.text.language import is_among as language_is_among


@dataclass(frozen=True)
class Situation:
    """What is known of a shopper and a page without asking the database."""

    # Of hesitation.models; kind is empty where only time has passed.
    kind: str
    page: str
    language: str
    device: str
    # None without a cart, or where the shop names no total.
    value: Decimal | None
    currency: str


def fits(rule: PromptRule, now: Situation) -> bool:
    """Return whether the rule's conditions hold, but for those that need a look: hours, agents, orders."""
    is_its_kind = now.kind in rule.kinds if rule.kinds else not now.kind
    return is_its_kind and not _misses(rule, now.page, now.device, now.language) and _is_worth(rule, now)


def reasons_against(rule: PromptRule, kind: str, page: str, device: str, language: str) -> list[str]:
    """Return which conditions a sample fails, for the preview; what is empty of the sample fails none."""
    found = ["kind"] if kind and kind not in rule.kinds else []
    wrong = _misses(rule, page, device, language)
    given = {"page": page, "device": device, "language": language}
    return found + [name for name in wrong if given[name]]


def _misses(rule: PromptRule, page: str, device: str, language: str) -> list[str]:
    fitting = {
        "page": _is_among(page, rule.pages),
        "language": language_is_among(language, rule.languages),
        "device": _is_among(device, rule.devices),
    }
    return [name for name, fits_here in fitting.items() if not fits_here]


def _is_among(value: str, wanted: Iterable[str]) -> bool:
    return not wanted or value in wanted


def _is_worth(rule: PromptRule, now: Situation) -> bool:
    if rule.value_from is None and rule.value_to is None:
        return True
    if now.value is None or now.currency != rule.currency:
        return False
    return (rule.value_from is None or now.value >= rule.value_from) and (
        rule.value_to is None or now.value <= rule.value_to
    )
