"""Which row of sending hours counts, and that nothing is sent outside of it.

`SUPPORT_SOAK=1` compares 100,000 cases with a plain reading of all clocks.
"""

import os
import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.core import get_global

from support_plugin.carts.reminders.decisions.windows import Window, next_opening
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.carts.reminders.sending_hours.queries import hours_for

pytestmark = pytest.mark.django_db

LONG = os.environ.get("SUPPORT_SOAK") == "1"
WORLDS, CASES = (500, 200) if LONG else (15, 100)
SHOP = "Asia/Tehran"
CHANNELS = ["email", "sms", "whatsapp", "push"]
ZONES = {code: list(zones) for code, zones in get_global("territory_zones").items() if code != "ZZ"}
# With clocks that are set, several zones, half hours, or a Friday of its own; others by chance.
MARKED = [
    "IR",
    "US",
    "RU",
    "FR",
    "GB",
    "DE",
    "AU",
    "BR",
    "SA",
    "AE",
    "IN",
    "NP",
    "MA",
    "EG",
    "LB",
    "CL",
    "NZ",
]
LARGEST = {"FR": "Europe/Paris", "GB": "Europe/London", "RU": "Europe/Moscow", "US": "America/Chicago"}


def test_without_a_row_it_is_nine_to_nine_every_day():
    assert hours_for("IR", "sms") == Window(time(9), time(21), None, frozenset())


def test_the_most_specific_row_counts_alone():
    for hour, country, channel in ((5, "", ""), (6, "", "sms"), (7, "FR", ""), (8, "FR", "sms")):
        SendingHours.objects.create(country=country, channel=channel, opens=time(hour))
    SendingHours.objects.filter(country="").update(closed_days=[6])
    found = [hours_for(*one) for one in (("FR", "sms"), ("FR", "email"), ("DE", "sms"), ("", "email"))]
    assert [window.opens.hour for window in found] == [8, 7, 6, 5]
    assert [window.closed_days for window in found] == [set(), set(), {6}, {6}]


def test_rows_are_asked_once_and_again_after_a_change(django_assert_num_queries):
    with django_assert_num_queries(1):
        for channel in CHANNELS:
            hours_for("IR", channel)
    row = SendingHours.objects.create(opens=time(8))
    assert hours_for("IR", "sms").opens == time(8)
    row.delete()
    assert hours_for("IR", "sms").opens == time(9)


def invent_rows(chance):
    """Return rows of a shop, as their columns."""
    keys = {(chance.choice(["", "", *MARKED]), chance.choice(["", *CHANNELS])) for _row in range(12)}
    rows = []
    for country, channel in sorted(keys):
        opens, closes = sorted(chance.sample(range(48), 2))
        fridays = chance.choice([None, None, time(chance.randrange(24))])
        days = chance.sample(range(7), chance.choice([0, 0, 0, 1, 2, 6, 7]))
        values = {"opens": time(opens // 2, opens % 2 * 30), "closes": time(closes // 2, closes % 2 * 30)}
        rows.append({"country": country, "channel": channel, "fridays_from": fridays, "closed_days": days})
        rows[-1] |= values
    return rows


def plain_row(rows, country, channel):
    """Return the row that counts: country before channel."""
    fitting = [row for row in rows if row["country"] in ("", country) and row["channel"] in ("", channel)]
    nine_to_nine = {"opens": time(9), "closes": time(21), "fridays_from": None, "closed_days": []}
    return max(fitting, key=lambda row: (row["country"] != "", row["channel"] != ""), default=nine_to_nine)


def shows_open(row, zone, moment):
    """Return whether a clock of this zone shows a time within the row."""
    there = moment.astimezone(zone)
    minutes = there.hour * 60 + there.minute
    begins = row["opens"].hour * 60 + row["opens"].minute
    if there.weekday() == 4 and row["fridays_from"] is not None:
        begins = max(begins, row["fridays_from"].hour * 60)
    ends = row["closes"].hour * 60 + row["closes"].minute
    return there.weekday() not in row["closed_days"] and begins <= minutes < ends


def first_open(row, zones, moment):
    """Look at all clocks, now and at every quarter of an hour, for nine days."""
    looked = moment
    while looked <= moment + timedelta(days=9):
        if all(shows_open(row, zone, looked) for zone in zones):
            return looked
        # No zone's clock is off by less than a quarter of an hour.
        looked = datetime.fromtimestamp((looked.timestamp() // 900 + 1) * 900, UTC)
    return None


def plain_opening(row, country, moment):
    """Return when a message may be sent, found without any of the app's code."""
    names = [name for name in ZONES.get(country, []) if name in available_names] or [SHOP]
    found = first_open(row, [ZoneInfo(name) for name in names], moment)
    if found is None and len(names) > 1:
        found = first_open(row, [ZoneInfo(LARGEST.get(country, names[0]))], moment)
    return found


available_names = available_timezones()


@pytest.mark.timeout(7200 if LONG else 120)
def test_nothing_is_sent_outside_of_the_hours_nor_later_than_they_begin():
    chance = random.Random(14)
    waited = never = 0
    for world in range(WORLDS):
        SendingHours.objects.all().delete()
        rows = invent_rows(chance)
        for row in rows:
            SendingHours.objects.create(**row)
        for _case in range(CASES):
            country = chance.choice([*MARKED, *MARKED, *ZONES, "", "ZZ"])
            channel = chance.choice(CHANNELS)
            seconds = chance.randrange(4 * 366 * 24 * 3600)
            moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
            wanted = plain_opening(plain_row(rows, country, channel), country, moment)
            opens = next_opening(hours_for(country, channel), country, moment, SHOP)
            assert opens == wanted, (world, rows, country, channel, moment)
            waited += wanted not in (moment, None)
            never += wanted is None
    # What is open all the time, or never, shows little.
    assert waited > WORLDS * CASES / 3
    assert 0 < never < WORLDS * CASES / 3
