"""Rules tried on a sample, for the admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.prompts.contents import Prompt, make_prompt
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.pages import prompt_texts
from support_plugin.carts.prompts.rule_matching import reasons_against
from support_plugin.chat.team.opening import away_text
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.hours.queries import is_open

REASONS = {
    "kind": _("It waits for another hesitation."),
    "page": _("Not on this page."),
    "language": _("Not in this language."),
    "device": _("Not on this device."),
}


@dataclass(frozen=True)
class Preview:
    """One rule on the sample: what keeps it back, and what it looks like."""

    rule: PromptRule
    reasons: list[Any]
    notes: list[Any]
    prompt: Prompt
    texts: dict[str, str]
    # As it would be said now; "" while somebody is there.
    away: str

    @property
    def cards(self) -> list[dict[str, Any]]:
        """What the template shows of the cards."""
        return [shown for _card, shown in self.prompt.cards]


def preview_rules(
    request: HttpRequest, rules: Sequence[PromptRule], sample: dict[str, str], language: str
) -> list[Preview]:
    """Return the chosen rule, or all, as they are on the sample; what is empty of it is not looked at."""
    chosen = [rule for rule in rules if not sample["rule"] or str(rule.pk) == sample["rule"]]
    return [_preview(request, rule, sample, language) for rule in chosen]


def _preview(request: HttpRequest, rule: PromptRule, sample: dict[str, str], language: str) -> Preview:
    against = reasons_against(rule, sample["kind"], sample["page"], sample["device"], language)
    reasons = [_("It is not in use.")] if not rule.enabled else []
    reasons += [REASONS[name] for name in against]
    if not is_open(rule.schedule_id):
        reasons.append(_("The shop is closed now."))
    if rule.needs_agent and not someone_is_there():
        reasons.append(_("Nobody is there now."))
    notes = []
    if rule.value_from is not None or rule.value_to is not None:
        notes.append(_("Depends on what the cart is worth."))
    if rule.shoppers:
        notes.append(_("Depends on whether the shopper has ordered before."))
    with translation.override(language):
        prompt, texts = make_prompt(request, rule, sample["kind"], sample["page"]), prompt_texts()
        away = away_text()
    return Preview(rule, reasons, notes, prompt, texts, away)
