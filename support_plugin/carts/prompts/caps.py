"""How often a person may be spoken to first: in a visit, in a week, and after one was dismissed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.prompts.queries import Person
from support_plugin.preferences.queries import get_preferences

VISIT, WEEK = timedelta(hours=12), timedelta(days=7)
# The latest of a person's that are looked at.
MOST_SHOWN = 200


@dataclass(frozen=True)
class History:
    """What a person has been shown so far."""

    # [(number, when shown, when dismissed)]
    rows: list[tuple[int, datetime, datetime | None]]

    @property
    def next_number(self) -> int:
        """The number of the next one."""
        return max((number for number, _shown, _dismissed in self.rows), default=0) + 1

    def allows(self, now: datetime) -> bool:
        """Return whether one more may be shown: within both caps, and none was dismissed for a week."""
        preferences = get_preferences()
        # What lies in the future was shown before a clock was set back.
        week = [(shown, dismissed) for _number, shown, dismissed in self.rows if shown > now - WEEK]
        visit = [shown for shown, _dismissed in week if shown > now - VISIT]
        if any(dismissed is not None for _shown, dismissed in week):
            return False
        return len(week) < preferences.prompts_per_week and len(visit) < preferences.prompts_per_visit


def history_of(person: Person) -> History:
    """Return what a person has been shown; one query, none for somebody unknown."""
    theirs = person.theirs
    if theirs is None:
        return History([])
    rows = PromptShown.objects.filter(theirs).order_by("-number")[:MOST_SHOWN]
    return History(list(rows.values_list("number", "shown_at", "dismissed_at")))
