"""What the opening hours need."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError

from support_plugin.checks.tag import TAG
from support_plugin.hours.holidays import has_holidays
from support_plugin.hours.models import Schedule


@register(TAG, deploy=True)
def check_holidays(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Schedules that close on public holidays know these."""
    if has_holidays():
        return []
    try:
        names = list(Schedule.objects.exclude(holidays_of="").values_list("name", flat=True)[:5])
    except DatabaseError:
        return []
    if not names:
        return []
    hint = "pip install django-oscar-support[hours], or empty the country in Django admin, Opening hours."
    message = f"Public holidays are not known without the package holidays; asked for by: {', '.join(names)}."
    return [Error(message, hint=hint, id="support_plugin.E044")]
