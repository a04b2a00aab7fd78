"""Pictures made of several things: one per category, and the wide one of the home page."""

from __future__ import annotations

from collections.abc import Callable

from . import books, ceramics, nuts, rugs, saffron, sweets, tea
from .canvas import Canvas
from .scene import hall, room

Draw = Callable[[Canvas], None]
Place = tuple[Draw, float, float, float]

CATEGORIES: dict[str, list[Place]] = {
    "saffron": [(saffron.khatam_box, 300, 640, 0.74), (saffron.barberry, 566, 706, 0.62)],
    "tea": [(tea.tin, 250, 640, 0.72), (tea.teapot, 506, 700, 0.84)],
    "nuts": [(nuts.almonds, 540, 650, 0.74), (nuts.pistachios, 300, 716, 0.7)],
    "ceramics": [
        (ceramics.plate, 270, 640, 0.72),
        (ceramics.vase, 570, 676, 0.82),
        (ceramics.pomegranates, 372, 736, 0.5),
    ],
    "rugs": [(rugs.gabbeh, 400, 640, 0.84), (rugs.cushions, 400, 732, 0.7)],
    "books": [(books.cookbook, 250, 640, 0.72), (books.hafez, 516, 700, 0.88)],
    "sweets": [(sweets.rosewater, 270, 646, 0.8), (sweets.sohan, 540, 712, 0.68)],
}
HERO: list[Place] = [
    (rugs.tabriz, 1316, 548, 0.66),
    (ceramics.plate, 1046, 556, 0.6),
    (books.hafez, 190, 566, 0.66),
    (books.khayyam, 372, 560, 0.54),
    (ceramics.vase, 580, 570, 0.76),
    (saffron.negin, 900, 604, 0.62),
    (ceramics.pomegranates, 1190, 640, 0.5),
    (nuts.pistachios, 340, 646, 0.54),
    (tea.glasses, 690, 646, 0.58),
    (sweets.rosewater, 1446, 632, 0.52),
]


def place(c: Canvas, draw: Draw, x: float, base: float, scale: float) -> None:
    """Draw a thing so that its foot stands at (x, base)."""
    with c.at(x - 400 * scale, base - 690 * scale, scale):
        draw(c)


def category_picture(slug: str) -> Canvas:
    """Return the picture of a category."""
    canvas = Canvas(f"category-{slug}")
    room(canvas, slug)
    for thing in CATEGORIES[slug]:
        place(canvas, *thing)
    return canvas


def hero() -> Canvas:
    """Return the wide picture of the home page."""
    canvas = Canvas("hero", 1600, 700)
    hall(canvas)
    for thing in HERO:
        place(canvas, *thing)
    return canvas
