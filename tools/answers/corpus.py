"""The corpus of needs as questions: one half of its sentences to learn from, the other to be asked.

The sentences are those that are shipped (retrieval/data/needs_<language>.json). ``needs.json`` of
the benchmark says which of them answers a need, or null; a need that is not in it has no single right
answer.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.needs import OUTSIDE
from tools.paths import ROOT

CONTENT = ROOT / "benchmarks" / "_answers"
# The help centre of the demo.
ARTICLES = ROOT / "example_shop" / "demo_data" / "articles.json"


def half_of(need: str, sentence: str) -> str:
    """Return ``A`` (to learn from, and to widen the lexicon by) or ``B`` (to calibrate with), by a hash."""
    return "AB"[hashlib.sha256(f"{need}\n{sentence}".encode()).digest()[0] % 2]


def read_half(language: str, half: str) -> dict[str, list[str]]:
    """Return the sentences of one half, by need."""
    corpus: Mapping[str, Sequence[str]] = read_data(f"needs_{language}")
    return {
        need: [each for each in sentences if half_of(need, each) == half]
        for need, sentences in corpus.items()
    }


def read_content(name: str) -> Any:
    """Return what a file says: the demo's articles, or one that is about them."""
    path = ARTICLES if name == "articles" else CONTENT / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def questions_of(language: str, half: str) -> list[dict[str, Any]]:
    """Return the sentences of one half as questions, each with its ``need``, and the article it expects."""
    expected: Mapping[str, str | None] = read_content("needs")
    return [
        {"need": need, "text": sentence, "expect": expected.get(need)}
        for need, sentences in read_half(language, half).items()
        if need in expected or need.startswith(OUTSIDE)
        for sentence in sentences
    ]
