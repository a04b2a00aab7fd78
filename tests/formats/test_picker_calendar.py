"""The calendar in the browser and the one on the server are the same, on every day that both know."""

import json
import subprocess
from datetime import date, timedelta

from hijridate import Gregorian

from support_plugin.formats.calendars import HIJRI, HIJRI_YEARS, from_calendar, hijri_months
from tools.paths import ROOT
from tools.setup.node import node

PROGRAM = """
globalThis.document = { addEventListener() {} };
const { Days } = await import(process.argv[1]);
const days = new Days("ar-u-ca-islamic-umalqura-nu-arab", JSON.parse(process.argv[2]));
const [from, to] = process.argv.slice(3).map(Number);
const found = [];
for (let day = from; day <= to; day++) {
  found.push(days.numbers(day).join("/"));
  if (day % 7 === 0 && days.read(days.write(day)) !== day) throw new Error(days.write(day));
}
console.log(JSON.stringify({ found, name: days.name(21772), title: days.title(21772) }));
"""


def test_the_browser_has_the_servers_hijri_calendar_on_every_day():
    first = from_calendar(HIJRI_YEARS[0], 1, 1, HIJRI)
    last = from_calendar(HIJRI_YEARS[1], 12, 30, HIJRI)
    numbers = [str((day - date(1970, 1, 1)).days) for day in (first, last)]
    picker = ROOT / "support_plugin" / "static" / "support_plugin" / "formats" / "picker.js"
    words = ["--input-type=module", "-e", PROGRAM, str(picker), json.dumps(hijri_months()), *numbers]
    said = json.loads(subprocess.run([node(), *words], check=True, capture_output=True, text=True).stdout)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    hijri = [Gregorian(day.year, day.month, day.day).to_hijri() for day in days]
    assert said["found"] == [f"{each.year}/{each.month}/{each.day}" for each in hijri]
    # 2029-08-11, on which tables differ.
    assert said["name"].startswith("السبت ١ ربيع الآخر ١٤٥١")
    assert said["title"] == "ربيع الآخر ١٤٥١"
