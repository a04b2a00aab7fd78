"""The model that the shop's developer has named: ``SUPPORT_PLUGIN["LANGUAGE_MODEL"]``; empty: none.

Address and key come from settings or the environment alone, never from the admin or a request: whoever could
set the address would be sent the key.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.signals import setting_changed

from support_plugin.conf import get_config

# Names, with what stands where one is left out. "" must be given.
KEYS: dict[str, Any] = {
    # "https://models.example/v1"; "/chat/completions" is added.
    "BASE_URL": "",
    # "" for a server on this machine that wants none.
    "KEY": "",
    "MODEL": "",
    # A day (UTC), of all processes together.
    "CALLS_PER_DAY": 500,
    "TOKENS_PER_DAY": 500_000,
    # Of one answer.
    "MAX_TOKENS": 500,
    # Calls of one process at a time; beyond it the articles' own words are shown at once.
    "AT_ONCE": 2,
    # Ask for {"response_format": {"type": "json_object"}}; some servers refuse that.
    "JSON_MODE": True,
}
# Of the environment, for what is not in the settings.
VARIABLES = {
    "BASE_URL": "SUPPORT_LANGUAGE_MODEL_URL",
    "KEY": "SUPPORT_LANGUAGE_MODEL_KEY",
    "MODEL": "SUPPORT_LANGUAGE_MODEL",
}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, repr=False)
class Options:
    """A model that can be asked; has no text form, so that no log or traceback holds the key."""

    url: str
    # The host with its port, as ``web.private_addresses.ask`` names those that may be in the own network.
    host: str
    key: str
    model: str
    calls_per_day: int
    tokens_per_day: int
    max_tokens: int
    at_once: int
    json_mode: bool


def chosen() -> dict[str, Any]:
    """Return what was named: settings first, then the environment; empty for no model.

    Raises nothing: what is wrong in it ``manage.py check`` says.
    """
    named = get_config()["LANGUAGE_MODEL"]
    named = named if isinstance(named, dict) else {}
    from_environment = {key: os.environ[name] for key, name in VARIABLES.items() if os.environ.get(name)}
    # The environment alone turns nothing on that the settings turn off: an address makes it on.
    both = {**from_environment, **named}
    return both if both.get("BASE_URL") or named else {}


def read_url(base: Any) -> SplitResult | None:
    """Return the parts of the address; None for one that can't be asked."""
    if not isinstance(base, str) or not base.isascii() or not base.isprintable() or set(base) & set(" \\"):
        return None
    try:
        parts = urlsplit(base)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return parts if port and parts.hostname and plain else None


def is_local(parts: SplitResult) -> bool:
    """Return whether the address is on this machine, where nothing travels over a network."""
    return parts.hostname in LOCAL_HOSTS


def get_options() -> Options | None:
    """Return the model that can be asked; None where none is named, or what is named can't be."""
    return _options()


@lru_cache(maxsize=1)
def _options() -> Options | None:
    named = {**KEYS, **chosen()}
    parts = read_url(named["BASE_URL"])
    if parts is None or not named["MODEL"] or find_wrong_types(named) or parts.scheme not in _PORTS:
        return None
    # A key, and what shoppers write, in clear over a network is no choice.
    if (parts.scheme == "http" or not named["KEY"]) and not is_local(parts):
        return None
    return Options(
        url=f"{named['BASE_URL'].rstrip('/')}/chat/completions",
        host=f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}",
        key=named["KEY"],
        model=named["MODEL"],
        calls_per_day=named["CALLS_PER_DAY"],
        tokens_per_day=named["TOKENS_PER_DAY"],
        max_tokens=named["MAX_TOKENS"],
        at_once=named["AT_ONCE"],
        json_mode=named["JSON_MODE"],
    )


def find_wrong_types(named: dict[str, Any]) -> list[str]:
    """Return the known keys whose value is of another type than it must be, or a number below 1."""
    wrong = [key for key, default in KEYS.items() if type(named.get(key, default)) is not type(default)]
    numbers = [key for key, default in KEYS.items() if type(default) is int and key not in wrong]
    return [*wrong, *(key for key in numbers if named.get(key, 1) < 1)]


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SUPPORT_PLUGIN":
        _options.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.answers.language_model")
