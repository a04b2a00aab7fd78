"""The whole of a chart: its title, the drawing for narrow and for wide places, and the table."""

from collections.abc import Callable
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from support_plugin.charts.canvas import Canvas, as_name, element
from support_plugin.charts.data import ItemChart, TimeChart
from support_plugin.charts.tables import Table
from support_plugin.text.language import direction_of, language_of_words

# Drawn twice, so that letters are as large on a phone as on a screen; the style sheet shows one of them.
NARROW, WIDE = 360, 760


def draw_figure(
    kind: str, chart: TimeChart | ItemChart, description: str, table: Table, draw: Callable[[Canvas], float]
) -> SafeString:
    """Return a chart as HTML; without a row in the table, it says that there is nothing yet.

    ``draw`` draws on a canvas of any width, and returns the height that it needed.
    """
    title = as_name(chart.title)
    direction = direction_of(language_of_words())
    drawings = []
    if table.rows:
        # The same chart has the same ids on every page, and another one other ids.
        contents = repr((kind, title, description, table, direction))
        prefix = f"support-chart-{sha256(contents.encode()).hexdigest()[:10]}"
        for name, width in (("narrow", NARROW), ("wide", WIDE)):
            canvas = Canvas(width, direction == "rtl", f"{prefix}-{name}")
            drawings.append(_draw_drawing(canvas, name, title, description, draw))
    context = {"title": title, "direction": direction, "kind": kind, "drawings": drawings, "table": table}
    return render_to_string("support_plugin/charts/figure.html", context)


def _draw_drawing(
    canvas: Canvas, name: str, title: str, description: str, draw: Callable[[Canvas], float]
) -> SafeString:
    ids = {part: f"{canvas.prefix}-{part}" for part in ("title", "desc")}
    canvas.parts += [
        element(part, {"id": ids[part]}, text) for part, text in zip(ids, (title, description), strict=True)
    ]
    height = draw(canvas)
    return canvas.draw(
        height,
        class_=f"support-chart-drawing support-chart-{name}",
        role="img",
        aria_labelledby=ids["title"],
        aria_describedby=ids["desc"],
        # Without the style sheet, one is enough.
        display=None if name == "narrow" else "none",
    )
