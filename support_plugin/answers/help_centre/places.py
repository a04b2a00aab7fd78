"""Where the parts of the shop link to: what the admin chose, or the help centre itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from support_plugin import clock
from support_plugin.answers.help_centre.links import article_url, category_url, help_centre_url
from support_plugin.answers.help_centre.models import HelpLink
from support_plugin.answers.help_centre.queries import (
    best_language,
    find_section,
    is_same_language,
    page_language,
)
from support_plugin.answers.queries import are_answers_on
from support_plugin.cache import ANSWERS
from support_plugin.database.facts import Fact
from support_plugin.text.language import direction_of

Position = HelpLink.Position
# Here the help centre as a whole would be no help: without a choice there is no link.
WITHOUT_DEFAULT = {Position.DELIVERY, Position.RETURNS, Position.TRUST, Position.PAYMENTS}


@dataclass(frozen=True)
class HelpTarget:
    """Where a place leads to. ``text`` is empty for the help centre, ``language`` for the page's own."""

    url: str
    text: str = ""
    language: str = ""

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, as the text runs; empty as the page does."""
        return direction_of(self.language) if self.language else ""


def find_target(place: str) -> HelpTarget | None:
    """Return where a place links to, in the active language; None for no link. No query once it is cached.

    A choice that is not published has no page: then the place is as if nothing had been chosen.
    """
    if not are_answers_on():
        return None
    choices: Mapping[str, _Choice] = _CHOICES.read()[0]
    choice = choices.get(place, _Choice())
    if not choice.is_shown:
        return None
    if choice.questions:
        language = page_language()
        code = best_language(choice.questions, language)
        own = "" if is_same_language(code, language) else code
        return HelpTarget(article_url(choice.article), choice.questions[code], own)
    if choice.category and (section := find_section(choice.category)):
        return HelpTarget(category_url(choice.category), section.name)
    return None if place in WITHOUT_DEFAULT else HelpTarget(help_centre_url())


@dataclass
class _Choice:
    """What the admin chose for a place. ``questions``: of a published article, by language."""

    is_shown: bool = True
    article: str = ""
    category: str = ""
    questions: dict[str, str] = field(default_factory=dict)


def _make(rows: Iterable[tuple[Any, ...]]) -> tuple[dict[str, _Choice], datetime | None]:
    """Return what is chosen, by place, and when an article among it is published next, or ends."""
    now = clock.now()
    found: dict[str, _Choice] = {}
    dates: set[datetime] = set()
    for place, is_shown, category, article, starts, ends, language, question in rows:
        choice = found.setdefault(place, _Choice(is_shown, article or "", category or ""))
        if language and starts and starts <= now and (ends is None or ends > now):
            choice.questions[language] = question
        dates |= {date for date in (starts, ends) if date and date > now}
    return found, min(dates, default=None)


_CHOICES = Fact(
    ("answers", "links"),
    (ANSWERS,),
    lambda: [
        HelpLink.objects.order_by().values_list(
            "place",
            "is_shown",
            "category__key",
            "article__key",
            "article__published_from",
            "article__published_until",
            "article__texts__language",
            "article__texts__question",
        )
    ],
    _make,
    until=lambda found: found[1],
)
