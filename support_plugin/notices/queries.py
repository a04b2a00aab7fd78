"""Reading the settings of the notices without a query a page."""

from collections.abc import Sequence
from datetime import date

from support_plugin.cache import NOTICES, watch
from support_plugin.database.facts import Fact
from support_plugin.notices.delivery_dates.working_days import Schedule
from support_plugin.notices.models import Holiday, NoticeSettings
from support_plugin.preferences.texts import in_active_language


def get_notice_settings() -> NoticeSettings:
    """Return the admin's choices, from the cache. Shared: do not change the object."""
    return _load()[0]


def get_schedule() -> Schedule:
    """Return the shop's working days, from the cache."""
    return _load()[1]


def _load() -> tuple[NoticeSettings, Schedule]:
    found: tuple[NoticeSettings, Schedule] = _NOTICES.read()
    return found


def _make(rows: Sequence[NoticeSettings], holidays: Sequence[tuple[date]]) -> tuple[NoticeSettings, Schedule]:
    found = rows[0] if rows else NoticeSettings()
    days = frozenset(day for (day,) in holidays)
    return found, Schedule(frozenset(found.weekend), found.cut_off, days)


def policy_lines(*, is_abroad: bool) -> list[tuple[str, str]]:
    """Return (text, link) of what matters before paying, in the active language; the link may be empty."""
    found = get_notice_settings()
    lines = [(in_active_language(found.returns_texts), found.returns_link)]
    if is_abroad:
        lines.append((in_active_language(found.duties_texts), found.duties_link))
    return [(text, link) for text, link in lines if text]


_NOTICES = Fact(
    NOTICES,
    (NOTICES,),
    lambda: [
        NoticeSettings.objects.filter(pk=NoticeSettings.singleton_instance_id),
        Holiday.objects.filter(settings=NoticeSettings.singleton_instance_id).order_by().values_list("day"),
    ],
    _make,
)
watch(NOTICES, NoticeSettings, Holiday)
