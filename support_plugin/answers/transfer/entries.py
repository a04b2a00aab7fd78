"""What stands in files of articles and questions, checked before anything is done with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from support_plugin.answers.models import ANSWER_LENGTH, KEY_LENGTH, QUESTION_LENGTH
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.suggestions.models import ShopPage

# Problems that are shown of one file.
MOST_SHOWN = 20
_KEY = re.compile(r"\A[-a-zA-Z0-9_]+\Z")
_FIELDS = {"key", "category", "offered", *LANGUAGES}
# The last place of an article among those that are offered on one page.
_LAST = 32767
_TEXT_FIELDS = {"question", "answer", "also"}


class BadFile(ValueError):
    """A file that cannot be taken; ``problems`` says of each entry or line what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - MOST_SHOWN
        shown = problems[:MOST_SHOWN] + ([f"… and {more} more."] if more > 0 else [])
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True)
class TextEntry:
    """An article's text in one language."""

    question: str
    answer: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article of a file; ``texts`` by language.

    ``offered``: its position among the questions that the chat offers, by page; None leaves that as it is.
    """

    key: str
    category: str = ""
    texts: Mapping[str, TextEntry] = field(default_factory=dict)
    offered: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question of a file; ``expect`` is the article's key, None for a question that no article answers."""

    language: str
    text: str
    expect: str | None


def check_articles(rows: Any) -> list[ArticleEntry]:
    """Return the articles of a file's JSON. Raises BadFile."""
    entries = _check_each(rows, _check_article, "articles")
    seen: dict[str, int] = {}
    problems = []
    for number, entry in enumerate(entries, 1):
        first = seen.setdefault(entry.key, number)
        if first != number:
            problems.append(f"entry {number} ({entry.key}): entry {first} has this key already.")
    if problems:
        raise BadFile(problems)
    return entries


def check_questions(rows: Any) -> list[QuestionEntry]:
    """Return the questions of a file's JSON. Raises BadFile."""
    return _check_each(rows, _check_question, "questions")


def check_text(row: Any) -> TextEntry:
    """Return a text. Raises ValueError with what is wrong."""
    if not isinstance(row, dict):
        raise ValueError("is no object with question and answer")
    if unknown := sorted(set(row) - _TEXT_FIELDS):
        raise ValueError(f"has an unknown field “{unknown[0]}”")
    also = row.get("also") or []
    if not isinstance(also, list):
        raise ValueError("“also” is no list of texts")
    question = _text(row.get("question"), "question", QUESTION_LENGTH)
    answer = _text(row.get("answer"), "answer", ANSWER_LENGTH)
    wordings = [" ".join(_text(each, "also", QUESTION_LENGTH).split()) for each in also]
    return TextEntry(" ".join(question.split()), answer, tuple(wordings))


def check_key(value: Any, name: str = "key") -> str:
    """Return a key. Raises ValueError with what is wrong."""
    key = _text(value, name, KEY_LENGTH)
    if not _KEY.match(key):
        raise ValueError(f"“{name}” has other characters than letters a–z, digits, - and _")
    return key


def _check_each(rows: Any, check: Callable[[Any], Any], what: str) -> list[Any]:
    if not isinstance(rows, list):
        raise BadFile([f"The file holds no list of {what}."])
    entries, problems = [], []
    for number, row in enumerate(rows, 1):
        try:
            if not isinstance(row, dict):
                raise ValueError("is no object")
            entries.append(check(row))
        except ValueError as error:
            key = row.get("key") if isinstance(row, dict) else None
            problems.append(f"entry {number}{f' ({key})' if key else ''}: {error}.")
    if problems:
        raise BadFile(problems)
    return entries


def _check_article(row: dict[str, Any]) -> ArticleEntry:
    if unknown := sorted(set(row) - _FIELDS):
        raise ValueError(f"has an unknown field “{unknown[0]}”")
    key = check_key(row.get("key"))
    category = check_key(row["category"], "category") if row.get("category") else ""
    texts = {}
    for language in LANGUAGES:
        if row.get(language) is not None:
            try:
                texts[language] = check_text(row[language])
            except ValueError as error:
                raise ValueError(f"“{language}” {error}") from error
    if not texts:
        raise ValueError("has no text in any language (fa, ar, en)")
    return ArticleEntry(key, category, texts, _check_offered(row.get("offered")))


def _check_offered(value: Any) -> dict[str, int] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("“offered” is no object of positions by page")
    for place, position in value.items():
        if place not in ShopPage.values:
            raise ValueError(
                f"“offered” has the page “{place}”, which is none of {', '.join(ShopPage.values)}"
            )
        if type(position) is not int or not 0 <= position <= _LAST:
            raise ValueError(f"“offered” has no position from 0 to {_LAST} for “{place}”")
    return value


def _check_question(row: dict[str, Any]) -> QuestionEntry:
    if row.get("language") not in LANGUAGES:
        raise ValueError("“language” is none of fa, ar, en")
    if "expect" not in row:
        raise ValueError("has no “expect” (a key, or null)")
    if not isinstance(row.get("text"), str):
        raise ValueError("“text” is no text")
    expect = None if row["expect"] is None else check_key(row["expect"], "expect")
    return QuestionEntry(row["language"], row["text"], expect)


def _text(value: Any, name: str, longest: int) -> str:
    if not isinstance(value, str):
        raise ValueError(f"“{name}” is missing or no text")
    text = value.replace("\0", "").strip()
    if not text:
        raise ValueError(f"“{name}” is empty")
    if len(text) > longest:
        raise ValueError(f"“{name}” has {len(text)} characters, and {longest} at most may be stored")
    return text
