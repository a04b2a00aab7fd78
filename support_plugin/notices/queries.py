"""Reading the settings of the notices without a query a page."""

import time
from datetime import date

from django.db.models.signals import post_delete, post_save

from support_plugin.conf import get_config
from support_plugin.notices.deliveries import Schedule
from support_plugin.notices.models import Holiday, NoticeSettings
from support_plugin.preferences.texts import in_active_language

_cached: tuple[float, NoticeSettings, Schedule] | None = None


def get_notice_settings() -> NoticeSettings:
    """Return the admin's choices, at most ``PREFERENCES_CACHE_SECONDS`` old. Shared: do not change it."""
    return _load()[0]


def get_schedule() -> Schedule:
    """Return the shop's working days, as old as the settings."""
    return _load()[1]


def _load() -> tuple[NoticeSettings, Schedule]:
    global _cached
    now = time.monotonic()
    if _cached is None or now - _cached[0] >= get_config()["PREFERENCES_CACHE_SECONDS"]:
        row = NoticeSettings.objects.filter(pk=NoticeSettings.singleton_instance_id).first()
        holidays: list[date] = list(Holiday.objects.values_list("day", flat=True)) if row else []
        found = row or NoticeSettings()
        _cached = (now, found, Schedule(frozenset(found.weekend), found.cut_off, frozenset(holidays)))
    return _cached[1], _cached[2]


def policy_lines(*, is_abroad: bool) -> list[tuple[str, str]]:
    """Return (text, link) of what matters before paying, in the active language; the link may be empty."""
    found = get_notice_settings()
    lines = [(in_active_language(found.returns_texts), found.returns_link)]
    if is_abroad:
        lines.append((in_active_language(found.duties_texts), found.duties_link))
    return [(text, link) for text, link in lines if text]


def forget_notice_settings(**kwargs: object) -> None:
    """Let the next reader see the settings as they are now."""
    global _cached
    _cached = None


for _model in (NoticeSettings, Holiday):
    for _signal in (post_save, post_delete):
        _signal.connect(
            forget_notice_settings, sender=_model, dispatch_uid=f"support_plugin.notices.{_model.__name__}"
        )
