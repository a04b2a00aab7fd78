"""Whether what is changed of Oscar and Django still is what we expect."""

import inspect
import logging
from collections.abc import Sequence
from functools import reduce
from pkgutil import resolve_name
from typing import Any

from support_plugin.shop import classes

logger = logging.getLogger(__name__)


def find_fault(target: str) -> str:
    """Return what is not as we expect it of a target, as ``Patch.targets`` writes them; "" for nothing."""
    path, _, parameters = target.rstrip(")").partition("(")
    try:
        found = _resolve(path)
        # Of what we have wrapped already, the original.
        taken = list(inspect.signature(inspect.unwrap(found)).parameters.values()) if parameters else []
    except Exception as error:
        # A shop's own class may fail in any way while it is looked at, and what was a method be none.
        logger.exception("%s could not be looked at", path)
        return f"{path}: {error or type(error).__name__}"
    wanted = parameters.split(", ") if parameters else []
    if _fits(taken, wanted):
        return ""
    return f"{path} takes {', '.join(str(one) for one in taken) or 'nothing'}"


def _fits(taken: Sequence[inspect.Parameter], wanted: Sequence[str]) -> bool:
    """Return whether a function takes these parameters, by name or, as forks write it, as whatever comes."""
    for number, name in enumerate(wanted):
        if number >= len(taken):
            return False
        if taken[number].kind is inspect.Parameter.VAR_POSITIONAL:
            return taken[-1].kind is inspect.Parameter.VAR_KEYWORD
        if taken[number].name != name:
            return False
    return True


def _resolve(path: str) -> Any:
    if not path.startswith("shop:"):
        return resolve_name(path)
    app, module, name, *rest = path.removeprefix("shop:").split(".")
    return reduce(getattr, rest, classes.get_class(f"{app}.{module}", name))
