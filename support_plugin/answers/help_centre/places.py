"""Where the parts of the shop link to: what the admin chose, or the help centre itself."""

from dataclasses import dataclass

from support_plugin.answers.help_centre.links import article_url, category_url, help_centre_url
from support_plugin.answers.help_centre.models import HelpLink
from support_plugin.answers.help_centre.queries import find_entry, find_section
from support_plugin.answers.queries import are_answers_on, next_change
from support_plugin.cache import ANSWERS, cached
from support_plugin.text.language import direction_of

Place = HelpLink.Place
# Here the help centre as a whole would be no help: without a choice there is no link.
WITHOUT_DEFAULT = {Place.DELIVERY, Place.RETURNS, Place.TRUST, Place.PAYMENTS}


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
    is_shown, article, category = _choices().get(place, (True, None, None))
    if not is_shown:
        return None
    if article and (entry := find_entry(article)):
        return HelpTarget(article_url(article), entry.question, "" if entry.is_translated else entry.language)
    if category and (section := find_section(category)):
        return HelpTarget(category_url(category), section.name)
    return None if place in WITHOUT_DEFAULT else HelpTarget(help_centre_url())


def _choices() -> dict[str, tuple[bool, str | None, str | None]]:
    """Return what the admin chose, by place: whether it is shown, and the keys of article and category."""
    found: dict[str, tuple[bool, str | None, str | None]] = cached(
        ("answers", "links"), _read_choices, (ANSWERS,), until=next_change
    )
    return found


def _read_choices() -> dict[str, tuple[bool, str | None, str | None]]:
    rows = HelpLink.objects.values_list("place", "is_shown", "article__key", "category__key")
    return {place: (is_shown, article, category) for place, is_shown, article, category in rows}
