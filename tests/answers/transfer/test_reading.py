"""Broken files are refused whole, and say where they are broken."""

import pytest

from support_plugin.answers.transfer.entries import BadFile, check_articles
from support_plugin.answers.transfer.reading import read_articles

GOOD = {"question": "q", "answer": "a"}
HEAD = "key,category,language,question,answer,also\n"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", '[\n{"key": "a",\n}]', "line [23], column 1"),
        ("a.json", "{}", "no list of articles"),
        ("a.json", "[" * 100_000, "nested too deeply|line 1"),
        ("a.json", "[1]", "entry 1: is no object"),
        ("a.json", b"\xff\xfe[", "not UTF-8"),
        ("a.csv", "key,question\n", "columns category, language, answer are missing"),
        ("a.csv", HEAD + "a,,fa,q,a,\na,,fa,q,a,\n", "line 3: “a” has a text in “fa”"),
        ("a.csv", HEAD + "a,,de,q,a,\n", "line 2: “language” is none of"),
        ("a.csv", HEAD + "a,x,fa,q,a,\na,y,en,q,a,\n", "line 3: “a” has the category “x” above"),
        ("a.csv", HEAD + 'a,,fa,"q', "line 2"),
        ("a.csv", HEAD + "a,,fa,q,a,,more\n", "line 2: has more cells"),
    ],
    ids=[
        "no JSON", "no list", "nested", "no object", "no UTF-8", "columns", "twice", "language", "categories",
        "open quote", "cells",
    ],
)  # fmt: skip
def test_a_broken_file_says_where(tmp_path, name, content, problem):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadFile, match=problem):
        read_articles(path)


def test_a_file_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(BadFile, match="cannot be read"):
        read_articles(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"fa": GOOD}, "“key” is missing"),
        ({"key": "a b", "fa": GOOD}, "“key” has other characters"),
        ({"key": "a"}, "has no text in any language"),
        ({"key": "a", "de": GOOD}, "unknown field “de”"),
        ({"key": "a", "fa": "x"}, "“fa” is no object"),
        ({"key": "a", "fa": {"question": "q"}}, "“fa” “answer” is missing"),
        ({"key": "a", "fa": GOOD | {"also": "x"}}, "“also” is no list"),
        ({"key": "a", "fa": GOOD | {"also": [""]}}, "“also” is empty"),
        ({"key": "a", "fa": GOOD | {"question": "x" * 301}}, "has 301 characters"),
        ({"key": "a", "fa": GOOD | {"more": 1}}, "unknown field “more”"),
        ({"key": "a", "fa": GOOD, "offered": ["basket"]}, "“offered” is no object"),
        ({"key": "a", "fa": GOOD, "offered": {"shelf": 0}}, "the page “shelf”, which is none of product"),
        ({"key": "a", "fa": GOOD, "offered": {"basket": -1}}, "no position from 0"),
        ({"key": "a", "fa": GOOD, "offered": {"basket": True}}, "no position from 0"),
    ],
    ids=[
        "no key", "a space", "no text", "a language", "no object", "no answer", "also", "empty also", "long",
        "a field", "offered", "a page", "a position", "no number",
    ],
)  # fmt: skip
def test_a_broken_entry_is_named(row, problem):
    with pytest.raises(BadFile, match="entry 2") as caught:
        check_articles([{"key": "first", "fa": GOOD}, row])
    assert problem in str(caught.value)


def test_a_key_that_comes_twice_is_named():
    with pytest.raises(BadFile, match=r"entry 2 \(a\): entry 1 has this key"):
        check_articles([{"key": "a", "fa": GOOD}, {"key": "a", "en": GOOD}])


def test_all_problems_are_reported_at_once():
    with pytest.raises(BadFile) as caught:
        check_articles([{"key": "a"}] * 30)
    assert len(caught.value.problems) == 30
    assert "and 10 more" in str(caught.value)
