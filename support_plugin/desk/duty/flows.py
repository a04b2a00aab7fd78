"""Going on duty, and off it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.assignment.rounds import do_round_after_commit
from support_plugin.chat.team.models import Agent
from support_plugin.errors import Refused

LONGEST_DUTY = timedelta(hours=24)


def set_duty(user: Any, until: datetime | None) -> Agent:
    """Note that an agent is there until then, whether or not the desk is open; None ends that.

    Raises Refused ("invalid") for a time that is past or further away than LONGEST_DUTY.
    """
    now = clock.now()
    if until is not None and not now < until <= now + LONGEST_DUTY:
        raise Refused("invalid", _("Choose a time within the next 24 hours."))
    with transaction.atomic():
        row, _made = Agent.objects.update_or_create(user=user, defaults={"on_duty_until": until})
        do_round_after_commit()
    return row
