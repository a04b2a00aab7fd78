"""All pictures by name, ready to be rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import books, ceramics, nuts, paper, rugs, saffron, sweets, tea
from .canvas import Canvas
from .compositions import CATEGORIES, category_picture, hero
from .scene import floor, room

Draw = Callable[[Canvas], None]

STANDING: Mapping[str, Mapping[str, Draw]] = {
    "saffron": saffron.DRAWINGS,
    "tea": tea.DRAWINGS,
    "nuts": nuts.DRAWINGS,
    "ceramics": ceramics.DRAWINGS,
    "rugs": rugs.DRAWINGS,
    "books": books.DRAWINGS | paper.DRAWINGS,
    "sweets": sweets.DRAWINGS,
}
LYING: Mapping[str, Mapping[str, Draw]] = {"nuts": nuts.FLAT, "rugs": rugs.FLAT, "books": paper.FLAT}


# How much nearer a thing comes, where the usual would crop it.
USUAL = 1.12
NEARER = {"CER-403": 1.0, "CER-404": 1.04, "NUT-306": 1.0, "NUT-303": 1.04, "SWE-703": 1.08, "BOK-604": 1.06}


def product_pictures() -> dict[str, Canvas]:
    """Return a finished canvas per product code."""
    out = {}
    for slug, drawings in STANDING.items():
        for upc, draw in drawings.items():
            out[upc] = canvas = Canvas(upc)
            room(canvas, slug)
            scale = NEARER.get(upc, USUAL)
            with canvas.at(400 * (1 - scale), 700 * (1 - scale), scale):
                draw(canvas)
    for slug, drawings in LYING.items():
        for upc, draw in drawings.items():
            out[upc] = canvas = Canvas(upc)
            floor(canvas, slug)
            draw(canvas)
    return out


def all_pictures() -> dict[str, Canvas]:
    """Return every picture by file name without its ending."""
    categories = {f"category-{slug}": category_picture(slug) for slug in CATEGORIES}
    return {**product_pictures(), **categories, "hero": hero()}
