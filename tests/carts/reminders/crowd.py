"""Processes that send reminders, killed again and again: ``-m tests.carts.reminders.crowd PLAN``.

PLAN is JSON, see ``Plan``. Prints what became of it, as JSON.
"""

import json
import signal
import sys
import time
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from tests.helpers.crowds import Crowd, let_work, make_tables
from tools.run.processes import die_with_parent


@dataclass
class Plan(Crowd):
    """How many reminders are due, who sends them, and how often one of those is killed."""

    reminders: int = 200
    # Reminders that a process reserves at a time.
    batch: int = 5
    # Seconds after which what was claimed counts as unknown: longer than any call takes here, however busy
    # the machine is.
    claim: float = 8


def main(plan: Plan) -> None:
    """Make the carts, let the crowd send, kill; then send again what is in doubt, and print all of it."""
    prepare(plan)
    warm_up()
    began = time.monotonic()
    kills = let_work(plan, is_done, is_at_it=is_at_it)
    result = {
        "kills": len(kills),
        "seconds": time.monotonic() - began,
        "first": report(),
        "again_from": time.time(),
    }
    press_send_again()
    let_work(replace(plan, kills=0), is_done)
    print(json.dumps({**result, "again": report()}))


def prepare(plan: Plan) -> None:
    """Make tables and carts; let what was reserved, failed or claimed be looked at soon."""
    import django

    django.setup()
    from django.conf import settings

    from support_plugin.carts.reminders.sending import claims
    from support_plugin.conf import get_config
    from support_plugin.outbox import retries
    from tests.carts.reminders.left_carts import leave_carts

    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    get_config.cache_clear()
    make_tables()
    claims.BATCH = plan.batch
    claims.CLAIM = timedelta(seconds=plan.claim)
    claims.RESERVATION = timedelta(seconds=2)
    claims.SOON = timedelta(seconds=0.5)
    retries.DELAYS = (0.2, 0.5, 1)
    leave_carts(plan.reminders)


def warm_up() -> None:
    """Load once what each fork would load again."""
    from support_plugin.carts.reminders.samples import mail_on
    from support_plugin.management.commands.support_tick import do_what_is_due
    from tests.carts.reminders.left_carts import LANGUAGES

    for language in LANGUAGES:
        mail_on({}, language)
    do_what_is_due(lambda: True)


def is_done() -> bool:
    """Return whether nothing waits, and nothing is claimed of which it is not known what came of it."""
    from support_plugin.carts.reminders.models import Reminder

    return not Reminder.objects.filter(state__in=[Reminder.State.WAITING, Reminder.State.CLAIMED]).exists()


def is_at_it() -> bool:
    """Return whether somebody is sending just now, or was killed at it."""
    from support_plugin.carts.reminders.models import Reminder

    return Reminder.objects.filter(state=Reminder.State.CLAIMED).exists()


def press_send_again() -> None:
    """Do what the admin does with all that is in doubt."""
    from support_plugin.carts.reminders.models import Reminder
    from support_plugin.carts.reminders.resending import send_again

    send_again(Reminder.objects.filter(state=Reminder.State.UNKNOWN))


def report() -> list[dict[str, Any]]:
    """Return what was stored of each reminder."""
    from support_plugin.carts.reminders.models import Reminder

    fields = ("abandonment__email", "state", "reason", "error")
    return [dict(zip(("to", *fields[1:]), row, strict=True)) for row in Reminder.objects.values_list(*fields)]


def command(plan: Plan) -> list[str]:
    """Return the words that run a plan."""
    return ["-m", "tests.carts.reminders.crowd", json.dumps(asdict(plan))]


if __name__ == "__main__":
    die_with_parent(signal.SIGKILL)
    main(Plan(**json.loads(sys.argv[1])))
