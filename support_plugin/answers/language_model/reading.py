"""What the model wrote, as sentences with the number of the passage that each rests on."""

import json
from typing import Any

MOST_SENTENCES = 6


def read_sentences(text: str) -> list[tuple[str, int]] | None:
    """Return the sentences of the JSON that was asked for; None for anything else, were it almost right."""
    try:
        data = json.loads(_without_fence(text))
    except (ValueError, RecursionError):
        return None
    sentences = data.get("sentences") if isinstance(data, dict) else None
    if not isinstance(sentences, list) or not 0 < len(sentences) <= MOST_SENTENCES:
        return None
    read = [_read(sentence) for sentence in sentences]
    found = [sentence for sentence in read if sentence is not None]
    return found if len(found) == len(read) else None


def _read(sentence: Any) -> tuple[str, int] | None:
    if not isinstance(sentence, dict) or set(sentence) != {"text", "passage"}:
        return None
    text, passage = sentence["text"], sentence["passage"]
    if not isinstance(text, str) or type(passage) is not int:
        return None
    return text.strip(" "), passage


def _without_fence(text: str) -> str:
    """Return the inside of the code block that models put JSON in, however they are asked."""
    lines = text.strip().splitlines()
    if len(lines) > 2 and lines[0].strip() in ("```", "```json") and lines[-1].strip() == "```":
        return "\n".join(lines[1:-1])
    return text
