"""How series are distinguished without colours: by patterns of columns, by dashes and shapes of lines."""

from typing import Any

from support_plugin.charts.canvas import Canvas, element, join, number

# Over the series' own colour, in that of the paper; the first has none.
_PATTERNS = {
    1: ("path", {"d": "M-2 2 2-2M0 8 8 0M6 10 10 6", "stroke-width": "2"}),
    2: ("path", {"d": "M2 1V4M6 5V8", "stroke-width": "2"}),
    3: ("path", {"d": "M0 4H8", "stroke-width": "2.5"}),
}
_DASHES = (None, "7 3", "2 3", "9 3 2 3")
_SIZE = 3.5


def define_patterns(canvas: Canvas, count: int) -> None:
    """Add the patterns of so many series."""
    patterns = []
    for index in range(1, count):
        name, attributes = _PATTERNS[index]
        base = element("rect", {"width": 8, "height": 8, "class": fill_class(index)})
        over = element(name, {**attributes, "fill": "none", "class": "support-chart-hatch"})
        box = {"id": _pattern_id(canvas, index), "width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
        patterns.append(element("pattern", box, join([base, over])))
    if patterns:
        canvas.add("defs", {}, join(patterns))


def fill_of(canvas: Canvas, index: int) -> dict[str, Any]:
    """Return the attributes of a surface of a series, counted from 0."""
    if index == 0:
        return {"class_": fill_class(0)}
    # The line around it holds the colour where the pattern has that of the paper.
    classes = f"support-chart-area support-chart-{index + 1}"
    return {"class_": classes, "fill": f"url(#{_pattern_id(canvas, index)})"}


def fill_class(index: int) -> str:
    """Return the class that gives a surface the series' colour."""
    return f"support-chart-fill support-chart-{index + 1}"


def stroke_of(index: int) -> dict[str, object]:
    """Return the attributes of a line of a series, counted from 0."""
    return {
        "class_": f"support-chart-line support-chart-{index + 1}",
        "fill": "none",
        "stroke_width": 2.5,
        "stroke_dasharray": _DASHES[index],
        "stroke_linejoin": "round",
    }


def add_marker(canvas: Canvas, index: int, x: float, y: float) -> None:
    """Add the shape of a series at a point: circle, square, triangle or diamond."""
    px, s = float(canvas.x(x)), _SIZE
    if index == 0:
        canvas.add("circle", {"cx": number(px), "cy": number(y), "r": s, "class": fill_class(0)})
        return
    corners = {
        1: ((-s, -s), (s, -s), (s, s), (-s, s)),
        2: ((0, -s - 1), (s + 1, s), (-s - 1, s)),
        3: ((0, -s - 1.5), (s + 1.5, 0), (0, s + 1.5), (-s - 1.5, 0)),
    }[index]
    points = " ".join(f"{number(px + dx)},{number(y + dy)}" for dx, dy in corners)
    canvas.add("polygon", {"points": points, "class": fill_class(index)})


def _pattern_id(canvas: Canvas, index: int) -> str:
    return f"{canvas.prefix}-{index + 1}"
