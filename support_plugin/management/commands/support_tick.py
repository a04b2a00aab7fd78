"""``manage.py support_tick``: does what is due; with ``--verbosity 2`` it says what it did."""

import logging
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from threading import Event
from types import FrameType
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from support_plugin.answers.assistant.due_answers import answer_all_due
from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.incentives.purging import purge_unused_codes
from support_plugin.carts.personal import forget_guests
from support_plugin.carts.reminders.delivery.receipts import settle_early_reports
from support_plugin.carts.reminders.sending.rounds import send_due
from support_plugin.carts.restoring.flows import delete_old_links
from support_plugin.carts.retention import forget_old_carts
from support_plugin.carts.send_me.sending import send_asked
from support_plugin.carts.sweeps import sweep
from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.away.sending import send_mails
from support_plugin.chat.closing_idle import close_idle
from support_plugin.chat.duty.sending import forget_useless as forget_useless_duty
from support_plugin.chat.duty.sending import notify_due
from support_plugin.chat.files.stray_files import remove_stray_files
from support_plugin.chat.files.unsent_uploads import remove_unsent_uploads
from support_plugin.chat.folded_messages import fold_all
from support_plugin.chat.retention import delete_old
from support_plugin.chat.waits.flows import measure_waits
from support_plugin.database.batches import never_stopped
from support_plugin.outbox.channels.receiving.flows import delete_old_stops
from support_plugin.outbox.flows import deliver_due
from support_plugin.outbox.retention import delete_old_events
from support_plugin.search.silent_changes import compare_with_rows, index_missing_rows
from support_plugin.visitors.access_log.flows import delete_old_looks
from support_plugin.visitors.consents.retention import delete_old_consents
from support_plugin.visitors.subscriptions.flows import forget_useless

logger = logging.getLogger(__name__)

STRAYS_EVERY = 600


class Command(BaseCommand):
    """May be called by cron, by Celery beat or as a loop, and by several processes at once."""

    help = (
        "Does what is due: announces abandoned carts, sends reminders, delivers events, removes unsent "
        "files, closes answered conversations, deletes old ones, removes what a crash left of deleted "
        "people, makes what is new findable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --loop and --every."""
        parser.add_argument("--loop", action="store_true", help="Go on until SIGTERM or Ctrl-C.")
        parser.add_argument(
            "--every",
            type=float,
            default=60,
            metavar="SECONDS",
            help="Pause between two rounds of the loop (60).",
        )

    def handle(self, *args: Any, loop: bool, every: float, verbosity: int, **options: Any) -> None:
        """Do one round, or many."""
        if every <= 0:
            raise CommandError("--every must be greater than 0.")
        if not loop:
            for what, number in do_what_is_due().items():
                # Cron mails whatever a command prints.
                if verbosity > 1:
                    self.stdout.write(f"{what}: {number}")
            return
        stop = _stop_on_signals()
        while not stop.is_set():
            _do_round(stop)
            stop.wait(every)


def remove_strays() -> None:
    """Remove what a crash, or work beside the app's signals, left behind of people who are gone.

    Not in each round, as it looks at what exists: once in :data:`STRAYS_EVERY` seconds, of all processes that
    share Django's default cache.
    """
    try:
        is_due = cache.add("support_plugin:strays", 1, STRAYS_EVERY)
    except Exception as error:  # each cache has its own
        logger.warning("The cache did not return when strays were removed: %r", error)
        is_due = True
    if is_due:
        remove_stray_files()
        compare_with_rows()


def _stop_on_signals() -> Event:
    """Return an event that SIGTERM and SIGINT set; the cart in hand is finished first."""
    stop = Event()

    def request_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, request_stop)
    return stop


def _do_round(stop: Event) -> None:
    close_old_connections()
    try:
        done = do_what_is_due(stop.is_set)
    except DatabaseError:
        # Away for a moment; the next round asks again, with a new connection.
        logger.exception("This round failed")
    else:
        for what, number in done.items():
            if number:
                logger.info("%s: %s", what, number)
    finally:
        close_old_connections()


def do_what_is_due(is_stopped: Callable[[], bool] = never_stopped) -> dict[str, int]:
    """Do one round; return how much was done of what. ``is_stopped`` is asked now and then."""
    done = {
        "Carts found by the sweeps": sweep(is_stopped=is_stopped),
        "Carts abandoned": announce_abandoned(is_stopped=is_stopped),
        "Abandoned carts given up": expire_abandoned(is_stopped=is_stopped),
        "Guests of abandoned carts forgotten": forget_guests(),
        "Carts sent on request": send_asked(is_stopped=is_stopped),
        "Reminders sent": send_due(is_stopped=is_stopped),
        "Early reports of delivery noted": settle_early_reports(),
        "Events delivered": deliver_due(is_stopped=is_stopped),
        "Unused files removed": remove_unsent_uploads(),
    }
    remove_strays()
    done["Questions answered by the assistant"] = answer_all_due()
    done["Conversations given to agents"] = do_round()
    done["E-mails about conversations sent"] = send_mails(is_stopped=is_stopped)
    done["Agents on duty notified"] = notify_due(is_stopped=is_stopped)
    done["Answered conversations closed"] = close_idle()
    done["Waits measured"] = measure_waits()
    done["Old conversations deleted"] = delete_old()
    done["Unused codes deleted"] = purge_unused_codes()
    done["Old links deleted"] = delete_old_links(is_stopped)
    done["Old carts forgotten"] = forget_old_carts(is_stopped=is_stopped)
    done["Useless subscriptions forgotten"] = forget_useless() + forget_useless_duty()
    done["Old events deleted"] = delete_old_events()
    done["Old requests to stop forgotten"] = delete_old_stops()
    done["Old consents deleted"] = delete_old_consents()
    done["Old looks at personal data deleted"] = delete_old_looks()
    done["Made findable"] = fold_all(is_stopped) + index_missing_rows(is_stopped=is_stopped)
    return done
