"""Reading files of articles (JSON and CSV) and of questions (JSON)."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.transfer.entries import (
    ArticleEntry,
    BadFile,
    QuestionEntry,
    TextEntry,
    check_articles,
    check_key,
    check_questions,
    check_text,
)

# A row is a text; other wordings stand in one cell, a line each.
CSV_COLUMNS = ("key", "category", "language", "question", "answer", "also")
# The apostrophe that an export puts before what a spreadsheet would take for a formula.
_ADDED = re.compile(r"(^|[;|\t\r\n])'(?=[=+@−\"-])")
# Bytes of one file.
MOST_BYTES = 50 * 1024**2


def read_articles(path: Path) -> list[ArticleEntry]:
    """Return the articles of a JSON or CSV file, by its ending. Raises BadFile, which names line or entry."""
    text = _read(path)
    return _from_csv(text) if path.suffix.lower() == ".csv" else check_articles(_from_json(text))


def read_questions(path: Path) -> list[QuestionEntry]:
    """Return the questions of a JSON file. Raises BadFile, which names line or entry."""
    return check_questions(_from_json(_read(path)))


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile([f"{path} is larger than {MOST_BYTES // 1024**2} MB."])
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadFile([f"{path} cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise BadFile([f"{path} is not UTF-8 (byte {error.start})."]) from error


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile([f"line {error.lineno}, column {error.colno}: {error.msg}."]) from error
    except RecursionError as error:
        raise BadFile(["The file is nested too deeply."]) from error


def _from_csv(text: str) -> list[ArticleEntry]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [name for name in CSV_COLUMNS[:-1] if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile([f"line 1: the columns {', '.join(missing)} are missing."])
    articles: dict[str, tuple[str, dict[str, TextEntry]]] = {}
    problems: list[str] = []
    try:
        for row in reader:
            try:
                _add_row(row, articles)
            except ValueError as error:
                problems.append(f"line {reader.line_num}: {error}.")
    except csv.Error as error:
        problems.append(f"line {reader.reader.line_num}: {error}.")
    if problems:
        raise BadFile(problems)
    return [ArticleEntry(key, category, texts) for key, (category, texts) in articles.items()]


def _add_row(row: dict[Any, Any], articles: dict[str, tuple[str, dict[str, TextEntry]]]) -> None:
    if None in row:
        raise ValueError("has more cells than the first line")
    row = {name: _ADDED.sub(r"\1", cell or "") for name, cell in row.items()}
    key, language = check_key(row["key"]), row["language"]
    if language not in LANGUAGES:
        raise ValueError(f"“language” is none of {', '.join(LANGUAGES)}")
    category = check_key(row["category"], "category") if row["category"] else ""
    also = [line for line in row.get("also", "").splitlines() if line.strip()]
    text = check_text({"question": row["question"], "answer": row["answer"], "also": also})
    known, texts = articles.setdefault(key, (category, {}))
    if known != category:
        raise ValueError(f"“{key}” has the category “{known}” above, and “{category}” here")
    if language in texts:
        raise ValueError(f"“{key}” has a text in “{language}” above already")
    texts[language] = text
