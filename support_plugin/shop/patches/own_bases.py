"""Whether an e-mail stands on a base of Oscar's own, which says no direction of writing."""

import re
from functools import cache
from pathlib import Path

import oscar
from django.template.context import Context
from django.template.loader_tags import ExtendsNode

from support_plugin.text.language import is_right_to_left

_TEMPLATES = Path(oscar.__file__).parent / "templates"


def lacks_direction(context: Context) -> bool:
    """Return whether the language runs from right to left, and Oscar's own ``<html>`` does not say so.

    A shop's own base is left alone: what it says, or says elsewhere, is its own affair.
    """
    if not is_right_to_left():
        return False
    # Django keeps there which templates extend one another; the last one has the <html>.
    origins = context.render_context.get(ExtendsNode.context_key) or []
    return bool(origins) and _is_silent(Path(origins[-1].name))


@cache
def _is_silent(path: Path) -> bool:
    """A file of an installed package, which does not change while it runs."""
    if not path.is_relative_to(_TEMPLATES):
        return False
    root = re.search(r"<html\b[^>]*", path.read_text(encoding="utf-8"))
    return root is not None and not re.search(r"\sdir=", root[0])
