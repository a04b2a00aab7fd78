"""What a chart's HTML contains, read as XML."""

from dataclasses import dataclass
from xml.etree import ElementTree

from support_plugin.charts.canvas import text_width

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    """Where an element reaches, from the left; ``name`` is its tag."""

    name: str
    left: float
    right: float
    top: float
    bottom: float
    text: str = ""
    classes: str = ""


def parse(html):
    """Return the chart's root; fails where the HTML is no XML."""
    return ElementTree.fromstring(html)  # noqa: S314 (our own)


def drawings(html):
    """Return the narrow drawing and the wide one."""
    return list(parse(html).iter(f"{SVG}svg"))


def size(drawing):
    """Return how wide and how high a drawing is."""
    return tuple(map(float, drawing.get("viewBox").split()[2:]))


def boxes(drawing):
    """Return the boxes of all that a drawing shows, but for its patterns."""
    shown = [child for child in drawing if child.tag != f"{SVG}defs"]
    return [found for child in shown if (found := _box(child, drawing.get("direction") == "rtl"))]


def _box(element, is_rtl):
    name, classes = element.tag.removeprefix(SVG), element.get("class", "")

    def get(key):
        return float(element.get(key))

    if name == "rect":
        ends = (get("x"), get("x") + get("width"), get("y"), get("y") + get("height"))
    elif name == "line":
        ends = (*sorted((get("x1"), get("x2"))), *sorted((get("y1"), get("y2"))))
    elif name == "circle":
        ends = (get("cx") - get("r"), get("cx") + get("r"), get("cy") - get("r"), get("cy") + get("r"))
    elif name in ("polygon", "polyline"):
        xs, ys = zip(*(map(float, point.split(",")) for point in element.get("points").split()), strict=True)
        ends = (min(xs), max(xs), min(ys), max(ys))
    elif name == "text":
        text = [*element.itertext()][-1]
        width = text_width(text)
        before = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")] * width
        # An anchor is one of the line's start and end, which right to left change places.
        left = get("x") - (width - before if is_rtl else before)
        return Box(name, left, left + width, get("y") - 10, get("y") + 3, text, classes)
    else:
        return None
    return Box(name, *ends, "", classes)
