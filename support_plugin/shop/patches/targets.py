"""Whether what is changed of Oscar and Django still is what we expect."""

import inspect
from functools import reduce
from pkgutil import resolve_name
from typing import Any

from support_plugin.shop import classes


def find_fault(target: str) -> str:
    """Return what is not as we expect it of a target, as ``Patch.targets`` writes them; "" for nothing."""
    path, _, parameters = target.rstrip(")").partition("(")
    try:
        found = _resolve(path)
        # Of what we have wrapped already, the original.
        names = list(inspect.signature(inspect.unwrap(found)).parameters) if parameters else []
    except Exception as error:
        # A shop's own class may fail in any way while it is looked at, and what was a method be none.
        return f"{path}: {error or type(error).__name__}"
    wanted = parameters.split(", ") if parameters else []
    return "" if names[: len(wanted)] == wanted else f"{path} takes {', '.join(names) or 'nothing'}"


def _resolve(path: str) -> Any:
    if not path.startswith("shop:"):
        return resolve_name(path)
    app, module, name, *rest = path.removeprefix("shop:").split(".")
    return reduce(getattr, rest, classes.get_class(f"{app}.{module}", name))
