"""All pictures by name, ready to be rendered."""

from __future__ import annotations

from collections.abc import Callable

from . import ceramics, nuts, rugs, saffron, tea
from .canvas import Canvas
from .scene import floor, room

Draw = Callable[[Canvas], None]

STANDING: dict[str, dict[str, Draw]] = {
    "saffron": saffron.DRAWINGS,
    "tea": tea.DRAWINGS,
    "nuts": nuts.DRAWINGS,
    "ceramics": ceramics.DRAWINGS,
    "rugs": rugs.DRAWINGS,
}
LYING: dict[str, dict[str, Draw]] = {"nuts": nuts.FLAT, "rugs": rugs.FLAT}


def product_pictures() -> dict[str, Canvas]:
    """Return a finished canvas per product code."""
    out = {}
    for groups, setting in ((STANDING, room), (LYING, floor)):
        for slug, drawings in groups.items():
            for upc, draw in drawings.items():
                canvas = Canvas(upc)
                setting(canvas, slug)
                draw(canvas)
                out[upc] = canvas
    return out


def all_pictures() -> dict[str, Canvas]:
    """Return every picture by file name without its ending."""
    return product_pictures()
