"""The optional language model: SUPPORT_PLUGIN["LANGUAGE_MODEL"]. No message holds a key."""

from typing import Any

from django.core.checks import CheckMessage, Error, Info, register

from support_plugin.answers.language_model.options import (
    KEYS,
    VARIABLES,
    chosen,
    find_wrong_types,
    get_options,
    is_local,
    read_url,
)
from support_plugin.cache import is_shared
from support_plugin.checks.tag import TAG

_HINT = "See docs/language-model.md; or leave LANGUAGE_MODEL out, and no model is asked."


@register(TAG)
def check_language_model(**kwargs: Any) -> list[CheckMessage]:
    """Where a model is named, it can be asked, and in secret."""
    named = chosen()
    if not named:
        return []
    problems = [problem for problem in (_check_names(named), _check_types(named)) if problem]
    return problems or [problem for problem in (_check_address(named), _check_model(named)) if problem]


@register(TAG, deploy=True)
def check_model_is_known(**kwargs: Any) -> list[CheckMessage]:
    """Says that questions leave the shop, where to, and what a day may cost."""
    options = get_options()
    if options is None:
        return []
    share = "" if is_shared() else " for each process, as they share no cache"
    message = (
        f"Shoppers' questions, masked, go to the language model {options.model!r} at {options.host}: at most "
        f"{options.calls_per_day} calls and {options.tokens_per_day} tokens a day{share}."
    )
    return [Info(message, hint="Shoppers must be told: docs/language-model.md.", id="support_plugin.I074")]


def _check_names(named: dict[Any, Any]) -> CheckMessage | None:
    unknown = [name for name in named if name not in KEYS]
    if not unknown:
        return None
    message = f"SUPPORT_PLUGIN['LANGUAGE_MODEL'] has unknown keys: {', '.join(map(repr, unknown))}."
    return Error(message, hint=f"Known are: {', '.join(KEYS)}.", id="support_plugin.E070")


def _check_types(named: dict[Any, Any]) -> CheckMessage | None:
    wrong = find_wrong_types(named)
    if not wrong:
        return None
    message = f"SUPPORT_PLUGIN['LANGUAGE_MODEL'] has values of a wrong kind: {', '.join(wrong)}."
    hint = "Texts are strings, numbers whole and above 0, JSON_MODE is True or False."
    return Error(message, hint=hint, id="support_plugin.E070")


def _check_address(named: dict[Any, Any]) -> CheckMessage | None:
    parts = read_url(named.get("BASE_URL", ""))
    if parts is None:
        message = "SUPPORT_PLUGIN['LANGUAGE_MODEL']['BASE_URL'] is no address that can be asked."
        hint = "For example 'https://models.example/v1', without user, query and fragment."
        return Error(message, hint=hint, id="support_plugin.E071")
    if parts.scheme == "http" and not is_local(parts):
        message = "SUPPORT_PLUGIN['LANGUAGE_MODEL']['BASE_URL'] would send the key and questions unencrypted."
        return Error(message, hint="Use https://, or a server on this machine.", id="support_plugin.E072")
    if not named.get("KEY") and not is_local(parts):
        message = "SUPPORT_PLUGIN['LANGUAGE_MODEL'] has no KEY."
        hint = f"Set it, or the variable {VARIABLES['KEY']} of the environment."
        return Error(message, hint=hint, id="support_plugin.E073")
    return None


def _check_model(named: dict[Any, Any]) -> CheckMessage | None:
    if named.get("MODEL"):
        return None
    message = "SUPPORT_PLUGIN['LANGUAGE_MODEL'] names no MODEL."
    return Error(message, hint=_HINT, id="support_plugin.E071")
