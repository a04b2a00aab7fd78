"""A drawing in SVG that runs from the start of a line to its end, in either direction.

Only presentation attributes, as a strict Content-Security-Policy lets no ``style=`` be. All text is escaped.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from support_plugin.text.bidi import BIDI_CONTROLS, isolate

Number = int | float | Decimal

FONT_SIZE = 12
# The space that text needs: more than most fonts take, as the page's is unknown.
LINE_HEIGHT = 16
_WIDTH, _WIDE = 0.62, {"W": 1.05, "F": 1.05}
_CAPITAL = 0.8


def element(name: str, attributes: dict[str, object], content: object = "") -> SafeString:
    """Return an element; attributes that are None are left out."""
    pairs = [(key, value) for key, value in attributes.items() if value is not None]
    return format_html("<{}{}>{}</{}>", name, format_html_join("", ' {}="{}"', pairs), content, name)


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return pieces of HTML one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def as_name(text: object) -> str:
    """Return a text from elsewhere on one line, isolated, without what is no text in XML."""
    line = " ".join(str(text).split())
    return isolate(
        "".join(letter for letter in line if unicodedata.category(letter) not in ("Cc", "Cs", "Cn"))
    )


def text_width(text: str) -> float:
    """Return about how wide a text is, in the unit of the drawing; rather too much than too little."""
    return FONT_SIZE * sum(map(_letter_width, text))


def fit(text: str, width: float) -> str:
    """Return the text, shortened with "…" where it is wider than this."""
    if text_width(text) <= width:
        return text
    bare, left = text.strip(BIDI_CONTROLS), width - text_width("…")
    for place, letter in enumerate(bare):
        left -= text_width(letter)
        if left < 0:
            bare = bare[:place]
            break
    return isolate(f"{bare.rstrip()}…")


def _letter_width(letter: str) -> float:
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if category == "Lu":
        return _CAPITAL
    return _WIDE.get(unicodedata.east_asian_width(letter), _WIDTH)


@dataclass
class Canvas:
    """A drawing; ``x`` and ``width`` are counted from the side where lines of text start."""

    width: float
    right_to_left: bool
    prefix: str
    """Begins every id of the drawing, which must be alone with it on the page."""
    parts: list[SafeString] = field(default_factory=list)

    def add(self, name: str, attributes: dict[str, object], content: object = "") -> None:
        """Add any element."""
        self.parts.append(element(name, attributes, content))

    def x(self, x: Number) -> str:
        """Return a place on the line as the drawing counts it, from the left."""
        return number(self.width - float(x) if self.right_to_left else float(x))

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        title: str = "",
        **attributes: object,
    ) -> None:
        """Add a rectangle; ``title`` is shown where the pointer rests on it."""
        physical = self.x(x + width if self.right_to_left else x)
        box = {"x": physical, "y": number(y), "width": number(width), "height": number(height)}
        self.add("rect", {**box, **_dashed(attributes)}, _title(title))

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: object) -> None:
        """Add a straight line."""
        ends = {"x1": self.x(x1), "y1": number(y1), "x2": self.x(x2), "y2": number(y2)}
        self.add("line", {**ends, **_dashed(attributes)})

    def polyline(self, points: str, **attributes: object) -> None:
        """Add a line through points, given as SVG does, from the left."""
        self.add("polyline", {"points": points, **_dashed(attributes)})

    def text(self, x: float, y: float, content: str, *, title: str = "", **attributes: object) -> None:
        """Add a text whose base line is at ``y``; ``text_anchor`` is set by start and end of a line, too."""
        place = {"x": self.x(x), "y": number(y), **_dashed(attributes)}
        self.add("text", place, format_html("{}{}", _title(title), content))

    def draw(self, height: float, **attributes: object) -> SafeString:
        """Return the whole drawing."""
        frame = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {number(self.width)} {number(height)}",
            "width": number(self.width),
            "height": number(height),
            "direction": "rtl" if self.right_to_left else "ltr",
            "font-size": FONT_SIZE,
            "fill": "currentColor",
        }
        return element("svg", {**frame, **_dashed(attributes)}, join(self.parts))


def number(value: Number) -> str:
    """Return a length in tenths."""
    return f"{value:.1f}".removesuffix(".0")


def _title(title: str) -> SafeString:
    return element("title", {}, title) if title else SafeString()


def _dashed(attributes: dict[str, object]) -> dict[str, object]:
    """``text_anchor`` is ``text-anchor``, and ``class_`` is ``class``."""
    return {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
