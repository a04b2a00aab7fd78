"""Mirrors the values of CSS declarations: sides, corners, offsets, angles, positions."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from tinycss2 import serialize
from tinycss2.ast import FunctionBlock, IdentToken

Tokens = list[Any]

_SIDES = re.compile("left|right")
_OTHER = {"left": "right", "right": "left"}
_EAST_AND_WEST = str.maketrans("ew", "we")
_CURSOR = re.compile(r"^(e|w|ne|nw|se|sw|nesw|nwse)(?=-resize$)")
# The arguments, by their index, whose sign a mirror changes.
_NEGATED = {
    **dict.fromkeys(("translate", "translatex", "translate3d", "rotate", "rotatez", "rotatey"), (0,)),
    **dict.fromkeys(("skewx", "skewy"), (0,)),
    "skew": (0, 1),
    "rotate3d": (1, 2),
    "matrix": (1, 2, 4),
    "matrix3d": (1, 2, 3, 4, 8, 12),
}
_NUMBERS = ("number", "dimension", "percentage")


def swap_sides(word: str) -> str:
    """Return a word, such as ``margin-left``, with left and right exchanged."""
    return _SIDES.sub(lambda found: _OTHER[found[0]], word)


def mirror_value(name: str, value: Tokens) -> str:
    """Return the CSS text of a declaration's value as a mirror shows it; ``name`` is in lower case."""
    plain = re.sub(r"^-(webkit|moz|ms|o)-", "", name)
    for pattern, mirror in _MIRRORS:
        if pattern.fullmatch(plain):
            return mirror(value)
    return str(serialize(value))


def _mirror_keywords(value: Tokens) -> str:
    """Exchange left and right, in the arguments of functions too; turn the angles of gradients."""
    return "".join(_mirror_keyword(token) for token in value)


def _mirror_keyword(token: Any) -> str:
    if isinstance(token, IdentToken) and token.lower_value in _OTHER:
        return _OTHER[token.lower_value]
    if not isinstance(token, FunctionBlock) or "gradient" not in token.lower_name:
        return str(token.serialize())
    arguments = [
        _negate([part])
        if part.type == "dimension" and part.lower_unit in ("deg", "turn", "rad", "grad")
        else _mirror_keyword(part)
        for part in token.arguments
    ]
    return f"{token.name}({''.join(arguments)})"


def _mirror_position(value: Tokens) -> str:
    """Keywords; without one, the offset counts from the other side."""
    return ",".join(_mirror_layer(layer) for layer in _split(value, ","))


def _mirror_layer(layer: Tokens) -> str:
    """One picture, with what stands around its position in ``background``; its size comes after a slash."""
    numbers = [token for token in _split(layer, "/")[0] if token.type in _NUMBERS]
    has_side = any(isinstance(token, IdentToken) and token.lower_value in _OTHER for token in layer)
    # With negative offsets, pages cut pieces out of pictures.
    if has_side or not numbers or any(token.value < 0 for token in numbers):
        return _mirror_keywords(layer)
    return "".join(
        _from_other_side(token) if token is numbers[0] else _mirror_keyword(token) for token in layer
    )


def _from_other_side(token: Any) -> str:
    if token.type == "percentage":
        return f"{100 - token.value:g}%"
    return "100%" if getattr(token, "value", None) == 0 else f"calc(100% - {token.serialize()})"


def _mirror_origin(value: Tokens) -> str:
    parts = _words(value)
    words = [_mirror_keyword(token) for token in parts]
    if parts and parts[0].type in (*_NUMBERS, "function"):
        words[0] = _from_other_side(parts[0])
    return " ".join(words)


def _mirror_box(value: Tokens) -> str:
    """Top, right, bottom, left: the second and the fourth change places."""
    words = [str(token.serialize()) for token in _words(value)]
    if len(words) != 4:
        return str(serialize(value))
    return " ".join((words[0], words[3], words[2], words[1]))


def _mirror_corners(value: Tokens) -> str:
    return "/".join(_mirror_radii(part) for part in _split(value, "/"))


def _mirror_radii(part: Tokens) -> str:
    words = [str(token.serialize()) for token in _words(part)]
    if len(words) == 4:
        words = [words[1], words[0], words[3], words[2]]
    elif len(words) == 3:
        words = [words[1], words[0], words[1], words[2]]
    elif len(words) == 2:
        words.reverse()
    return " ".join(words)


def _mirror_shadow(value: Tokens) -> str:
    return ",".join(_negate_first(part) for part in _split(value, ","))


def _mirror_filter(value: Tokens) -> str:
    return "".join(
        f"{token.name}({_negate_first(token.arguments)})"
        if isinstance(token, FunctionBlock) and token.lower_name == "drop-shadow"
        else str(token.serialize())
        for token in value
    )


def _negate_first(part: Tokens) -> str:
    first = next((token for token in part if token.type in _NUMBERS), None)
    return "".join(_negate([token]) if token is first else str(token.serialize()) for token in part)


def _mirror_transform(value: Tokens) -> str:
    return "".join(_mirror_function(token) for token in value)


def _mirror_function(token: Any) -> str:
    if not isinstance(token, FunctionBlock) or token.lower_name not in _NEGATED:
        return str(token.serialize())
    negated = _NEGATED[token.lower_name]
    arguments = [
        _negate(part) if index in negated else str(serialize(part))
        for index, part in enumerate(_split(token.arguments, ","))
    ]
    return f"{token.name}({','.join(arguments)})"


def _mirror_translate(value: Tokens) -> str:
    words = _words(value)
    texts = [str(token.serialize()) for token in words]
    if words and words[0].type != "ident":
        texts[0] = _negate([words[0]])
    return " ".join(texts)


def _mirror_names(value: Tokens) -> str:
    """Names of properties, as in ``transition``."""
    return "".join(
        swap_sides(token.value) if isinstance(token, IdentToken) else str(token.serialize())
        for token in value
    )


def _mirror_cursor(value: Tokens) -> str:
    return "".join(
        _CURSOR.sub(lambda found: found[0].translate(_EAST_AND_WEST), token.value)
        if isinstance(token, IdentToken)
        else str(token.serialize())
        for token in value
    )


def _negate(part: Tokens) -> str:
    text = str(serialize(part)).strip()
    words = _words(part)
    if len(words) != 1 or words[0].type not in _NUMBERS:
        return f"calc(-1 * {text})"
    if words[0].value == 0:
        return text
    return text[1:] if text.startswith("-") else f"-{text.removeprefix('+')}"


def _split(tokens: Iterable[Any], separator: str) -> list[Tokens]:
    parts: list[Tokens] = [[]]
    for token in tokens:
        if token == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _words(value: Iterable[Any]) -> Tokens:
    return [token for token in value if token.type not in ("whitespace", "comment")]


_BOXES = r"margin|padding|inset|scroll-(margin|padding)|border-(color|style|width|image-(width|outset|slice))"
_MIRRORS: tuple[tuple[re.Pattern[str], Callable[[Tokens], str]], ...] = tuple(
    (re.compile(pattern), mirror)
    for pattern, mirror in (
        (_BOXES, _mirror_box),
        (r"border-radius", _mirror_corners),
        (r"(box|text)-shadow", _mirror_shadow),
        (r"(backdrop-)?filter", _mirror_filter),
        (r"transform", _mirror_transform),
        (r"translate", _mirror_translate),
        (r"(transform|perspective)-origin", _mirror_origin),
        (r"(background|mask|object)(-position(-x)?)?", _mirror_position),
        (
            r"float|clear|text-align(-last)?|(background|mask|border)-image|justify-(content|items|self)",
            _mirror_keywords,
        ),
        (r"transition(-property)?|will-change", _mirror_names),
        (r"cursor", _mirror_cursor),
    )
)
