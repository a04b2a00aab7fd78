"""One question to an OpenAI-compatible server: ``POST {base}/chat/completions``.

By ``web.private_addresses.ask``: no redirect, no proxy of the environment, no cookie, one time limit for the
whole call, however slowly a server answers. Its host may be in the shop's own network, as the developer named
it.
"""

import json
from dataclasses import dataclass
from typing import Any

from support_plugin.answers.language_model.options import Options
from support_plugin.web.private_addresses import NoAnswer, NotPublic, ask

# Bytes of an answer.
LONGEST_ANSWER = 64 * 1024
# Seconds in which nothing comes.
PATIENCE = 6


class ModelFailed(Exception):
    """The server did not answer, or not as it should. The text, for the log, holds nothing of the call."""


@dataclass(frozen=True)
class Said:
    """What the model wrote, and how many tokens the server counted; 0 where it does not say."""

    text: str
    tokens: int


def ask_model(options: Options, messages: list[dict[str, str]], seconds: float) -> Said:
    """Return what the model says to these messages; raise ModelFailed, after ``seconds`` at most."""
    body: dict[str, Any] = {
        "model": options.model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": options.max_tokens,
        "stream": False,
    }
    if options.json_mode:
        body["response_format"] = {"type": "json_object"}
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "django-oscar-support",
    }
    if options.key:
        headers["Authorization"] = f"Bearer {options.key}"
    try:
        answer = ask(
            options.url,
            method="POST",
            headers=headers,
            body=json.dumps(body, ensure_ascii=False).encode(),
            deadline=seconds,
            patience=min(PATIENCE, seconds),
            reads=LONGEST_ANSWER + 1,
            internal=[options.host],
        )
    except (NoAnswer, NotPublic) as error:
        raise ModelFailed(str(error)) from error
    if answer.status != 200:
        raise ModelFailed(f"status {answer.status}")
    if answer.content_type.partition(";")[0].strip().lower() != "application/json":
        raise ModelFailed("no JSON by its content type")
    if len(answer.body) > LONGEST_ANSWER:
        raise ModelFailed("too long")
    return _read(answer.body)


def _read(body: bytes) -> Said:
    """Return what the first choice says; only one that came to its end counts."""
    try:
        data = json.loads(body)
        choice = data["choices"][0]
        text, ended = choice["message"]["content"], choice.get("finish_reason", "stop")
        tokens = (data.get("usage") or {}).get("total_tokens", 0)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ModelFailed("not the JSON of a chat completion") from error
    if not isinstance(text, str) or ended not in ("stop", None):
        raise ModelFailed("no whole text")
    return Said(text, tokens if type(tokens) is int and tokens > 0 else 0)
