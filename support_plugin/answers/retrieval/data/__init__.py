"""What the retrieval knows beforehand, as JSON files: shop talk, small words, weights and thresholds."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from support_plugin.text.folding import fold


@lru_cache(maxsize=16)
def read_data(name: str) -> Any:
    """Return the contents of ``<name>.json`` of this folder. Shared: do not change them."""
    return load_data(name)


def load_data(name: str) -> Any:
    """Return the same, for whoever keeps it in another form."""
    return json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def stop_words(language: str) -> frozenset[str]:
    """Return the folded words of a language that say nothing of a question's subject."""
    return _folded("stop", language) | fillers(language)


@lru_cache(maxsize=8)
def fillers(language: str) -> frozenset[str]:
    """Return those words that may stand between the words of a phrase."""
    return _folded("fillers", language)


def _folded(kind: str, language: str) -> frozenset[str]:
    words = read_data("small_words")[language][kind]
    return frozenset(part for word in words for part in fold(word.replace("'", "")).split())
