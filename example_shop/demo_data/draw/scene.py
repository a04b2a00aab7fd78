"""The room every picture is set in: a wall with a niche, a table, light from the upper left."""

from __future__ import annotations

from dataclasses import dataclass

from .canvas import Canvas
from .colour import dark, light, mix
from .shapes import arch, star


@dataclass(frozen=True)
class Room:
    """Colours of one category's room."""

    wall: str
    niche: str
    table: str


ROOMS = {
    "saffron": Room("#f7e4cb", "#efcb9f", "#d9a06b"),
    "tea": Room("#e9ecdc", "#cdd7b8", "#a3b189"),
    "nuts": Room("#f5ead3", "#e5d0a4", "#c9a873"),
    "ceramics": Room("#e0edeb", "#b9d7d5", "#86b3b3"),
    "rugs": Room("#f4e2d9", "#e4c3b3", "#b98a72"),
    "books": Room("#e9e7f0", "#ccc9df", "#9c97bb"),
    "sweets": Room("#fbe6e5", "#f1c6ca", "#d3969e"),
}


def room(c: Canvas, slug: str, niche: bool = True, horizon: float = 560) -> None:
    """Draw the wall, its niche and the table."""
    colours = ROOMS[slug]
    c.rect(0, 0, c.width, c.height, c.linear([(0, light(colours.wall, 0.4)), (1, colours.wall)], 0.4, 1))
    if niche:
        _niche(c, colours, c.width / 2, 58, horizon, 292)
    _table(c, colours, horizon)
    _light(c)


def floor(c: Canvas, slug: str) -> None:
    """Draw a table seen from above, for things that lie flat."""
    colours = ROOMS[slug]
    c.rect(0, 0, 800, 800, c.linear([(0, light(colours.wall, 0.2)), (1, colours.niche)], 0.7, 1))
    tone = mix(colours.niche, colours.table, 0.35)
    for x in range(0, 900, 200):
        for y in range(0, 900, 200):
            c.path(star(x, y, 8, 74, 56), stroke=tone, stroke_width=2, opacity=0.28)
            c.path(star(x + 100, y + 100, 4, 42, 20), stroke=tone, stroke_width=2, opacity=0.28)
    _light(c)


def _niche(c: Canvas, colours: Room, cx: float, top: float, base: float, half: float) -> None:
    outer = arch(cx, top - 26, base, half + 26)
    c.path(outer, light(colours.wall, 0.55))
    c.path(outer, stroke=mix(colours.niche, colours.table, 0.4), stroke_width=2, opacity=0.5)
    inside = arch(cx, top, base, half)
    c.path(
        inside,
        c.linear(
            [(0, dark(colours.niche, 0.07)), (0.45, colours.niche), (1, light(colours.niche, 0.3))], 0.5, 1
        ),
    )
    with c.clip(inside):
        c.path(inside, stroke=dark(colours.niche, 0.35), stroke_width=46, opacity=0.28, filter="url(#blur18)")


def _table(c: Canvas, colours: Room, horizon: float) -> None:
    c.rect(
        0,
        horizon,
        c.width,
        c.height - horizon,
        c.linear([(0, light(colours.table, 0.22)), (1, colours.table)]),
    )
    c.rect(0, horizon, c.width, 3, light(colours.table, 0.5), opacity=0.8)
    c.rect(
        0, horizon - 26, c.width, 26, c.linear([(0, dark(colours.table), 0), (1, dark(colours.table), 0.16)])
    )


def _light(c: Canvas) -> None:
    c.rect(0, 0, c.width, c.height, c.radial([(0, "#fffaf0", 0.55), (1, "#fffaf0", 0)], 0.22, 0.1, 0.75))
    c.rect(0, 0, c.width, c.height, c.radial([(0.6, "#4a2313", 0), (1, "#4a2313", 0.14)], 0.45, 0.45, 0.8))


def hall(c: Canvas) -> None:
    """Draw the wide room of the home page: a wall with three niches and a long table."""
    colours = Room("#f6e7d3", "#ebcfab", "#c08d62")
    c.rect(0, 0, c.width, c.height, c.linear([(0, light(colours.wall, 0.4)), (1, colours.wall)], 0.4, 1))
    for cx in (300, 800, 1300):
        _niche(c, colours, cx, 44, 500, 204)
    _table(c, colours, 500)
    _light(c)
