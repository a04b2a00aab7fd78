"""``manage.py support_answers import|export|ask|evaluate|embed``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support_plugin.answers.evaluating import evaluate
from support_plugin.answers.queries import search
from support_plugin.answers.retrieval import semantic
from support_plugin.answers.retrieval.passages import Result
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.transfer.entries import BadFile
from support_plugin.answers.transfer.flows import as_csv, as_json, export_articles, import_articles
from support_plugin.answers.transfer.reading import read_articles, read_questions
from support_plugin.answers.vectors import embed_missing

SHOWN = 5


class Command(BaseCommand):
    """Articles in and out of files, a question asked, and how good the answers are."""

    help = "Imports and exports the help centre's articles, asks it a question, or measures its answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        each = actions.add_parser("import", help="Store the articles of a file (JSON or CSV), all or none.")
        each.add_argument("file", type=Path)
        each = actions.add_parser("export", help="Write all articles to a file (.json or .csv; - for JSON).")
        each.add_argument("file", type=Path)
        each = actions.add_parser("ask", help="Print what would answer a question, as JSON.")
        each.add_argument("question")
        each.add_argument("--language", choices=LANGUAGES, required=True, help="Of the page.")
        each.add_argument("--explain", action="store_true", help="With the figures behind each score.")
        each.add_argument("--lexical", action="store_true", help="Without the extra “semantic”.")
        each = actions.add_parser("evaluate", help="Print how good the answers to a file's questions are.")
        each.add_argument("file", type=Path)
        each.add_argument("--lexical", action="store_true", help="Without the extra “semantic”.")
        actions.add_parser("embed", help="Make the vectors of the extra “semantic” that are missing.")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do it."""
        actions = {
            "import": self._import,
            "export": self._export,
            "ask": self._ask,
            "evaluate": self._evaluate,
            "embed": self._embed,
        }
        try:
            actions[action](options)
        except BadFile as error:
            raise CommandError(f"{options['file']}:\n{error}\nNothing was stored.") from error

    def _import(self, options: Any) -> None:
        done = import_articles(read_articles(options["file"]))
        self.stdout.write(
            f"{done.articles} new articles; {done.written} texts written, {done.unchanged} as they were."
        )
        embed_missing()

    def _export(self, options: Any) -> None:
        path, rows = options["file"], export_articles()
        text = as_csv(rows) if path.suffix.lower() == ".csv" else as_json(rows)
        if str(path) == "-":
            self.stdout.write(text, ending="")
            return
        try:
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(rows)} articles written to {path}.")

    def _ask(self, options: Any) -> None:
        language = options["language"]
        result = search(options["question"], language, with_extra=not options["lexical"])
        self.stdout.write(json.dumps(_as_data(result, options["explain"]), ensure_ascii=False, indent=2))

    def _evaluate(self, options: Any) -> None:
        figures = evaluate(read_questions(options["file"]), with_extra=not options["lexical"])
        self.stdout.write(json.dumps(figures, indent=2))

    def _embed(self, options: Any) -> None:
        if not semantic.is_installed():
            raise CommandError("This needs packages more: pip install django-oscar-support[semantic]")
        self.stdout.write(f"{embed_missing()} texts had no vectors.")


def _as_data(result: Result, explain: bool) -> dict[str, Any]:
    rows = [
        {"key": hit.passage.key, "score": round(hit.score, 4), "language": hit.passage.language}
        | ({"why": {name: round(value, 3) for name, value in hit.features.items()}} if explain else {})
        for hit in result.hits[:SHOWN]
    ]
    first = result.hits[0] if result.hits else None
    return {
        "key": first.passage.key if first else None,
        "score": round(result.confidence, 4),
        "outcome": str(result.outcome),
        "language": result.language,
        "text_language": first.passage.language if first else None,
        "question": first.passage.question if first else None,
        "runners_up": rows[1:],
    } | ({"why": rows[0]["why"]} if explain and rows else {})
