"""What the retrieval learns from: sentences by need, and questions for the demo's help centre.

``sentences/<language>.json`` has what shoppers say, by need, for shops in general. ``needs.json`` says which
of the demo's articles answers a need, or null; a need that is not in it has no single right answer.
``questions.json`` has questions with the article that they expect, which weights and thresholds are fitted
to; neither is what the benchmark asks.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.paths import ROOT

HERE = Path(__file__).parent
# The help centre of the demo.
ARTICLES = ROOT / "example_shop" / "demo_data" / "articles.json"


def read_sentences(language: str) -> dict[str, list[str]]:
    """Return the sentences of a language, by need."""
    return dict(_read(HERE / "sentences" / f"{language}.json"))


def read_articles() -> Sequence[Mapping[str, Any]]:
    """Return the demo's articles."""
    return list(_read(ARTICLES))


def read_questions() -> Sequence[Mapping[str, Any]]:
    """Return the questions; ``expect`` is None where no article answers."""
    return list(_read(HERE / "questions.json"))


def read_needs() -> Mapping[str, str | None]:
    """Return the article of each need that has one."""
    return dict(_read(HERE / "needs.json"))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
