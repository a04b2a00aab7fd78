"""A painted tile and an enamel plate."""

from __future__ import annotations

from .canvas import Canvas
from .colour import dark
from .motifs import shamseh
from .shapes import arch, petals, polar, star

LAPIS, TURQUOISE, GOLD, IVORY = "#1f3f8f", "#2fa3a8", "#dca93f", "#fbf3e0"


def tile(c: Canvas) -> None:
    """A seven-colour tile with an eight-pointed star, leaning on the wall."""
    c.shadow(400, 664, 262, 16, 0.4)
    c.rect(152, 148, 520, 500, "#1c3b3d", 8, opacity=0.4, filter="url(#blur18)")
    c.rect(140, 130, 520, 536, dark(IVORY, 0.35), 10)
    c.rect(140, 130, 520, 520, LAPIS, 8)
    with c.clip("M152 142H648V638H152Z"):
        for x, y in ((152, 142), (648, 142), (152, 638), (648, 638)):
            shamseh(c, x, y, 150, (GOLD, TURQUOISE, IVORY))
            c.path(star(x, y, 8, 166, 134), stroke=IVORY, stroke_width=5)
        for angle in range(0, 360, 45):
            x, y = polar(400, 390, 226, angle + 22.5)
            c.path(star(x, y, 5, 40, 17, angle + 22.5), TURQUOISE, stroke=IVORY, stroke_width=3)
        for angle in range(0, 360, 90):
            x, y = polar(400, 390, 248, angle)
            c.path(petals(x, y, 6, 44, 24), "#c8503f")
            c.circle(x, y, 9, GOLD)
        _girih(c, 400, 390)
        c.rect(152, 142, 496, 496, "none", stroke=IVORY, stroke_width=10)
    c.rect(
        140,
        130,
        520,
        520,
        c.linear(
            [
                (0, "#ffffff", 0.34),
                (0.35, "#ffffff", 0.02),
                (0.6, "#ffffff", 0.1),
                (0.62, "#ffffff", 0),
                (1, "#0e1f4a", 0.28),
            ],
            0.9,
            1,
        ),
        8,
    )


def _girih(c: Canvas, x: float, y: float) -> None:
    c.path(star(x, y, 8, 204, 156), IVORY)
    c.path(star(x, y, 8, 194, 148), TURQUOISE)
    for angle in range(0, 360, 45):
        px, py = polar(x, y, 150, angle)
        c.path(petals(px, py, 5, 26, 26, angle), IVORY)
        c.circle(px, py, 6, GOLD)
    c.path(star(x, y, 8, 128, 98, 22.5), IVORY)
    c.path(star(x, y, 8, 120, 92, 22.5), LAPIS)
    c.path(petals(x, y, 8, 106, 17), GOLD)
    c.path(petals(x, y, 8, 82, 14, 22.5), "#c8503f")
    c.path(petals(x, y, 8, 62, 16), IVORY)
    c.circle(x, y, 20, LAPIS)
    c.path(star(x, y, 8, 17, 10), GOLD)


def plate(c: Canvas) -> None:
    """An enamel plate on a wooden stand."""
    c.shadow(400, 688, 200, 26)
    c.stroke("M270 684L330 560M530 684L470 560", "#6d4326", 22)
    c.circle(412, 404, 252, "#1c3b3d", opacity=0.35, filter="url(#blur18)")
    c.circle(400, 390, 256, c.linear([(0, "#f3d184"), (0.5, "#c08a36"), (1, "#8c6020")], 1, 1))
    c.circle(400, 390, 247, c.radial([(0, "#2b5cc0"), (0.7, "#1b3d94"), (1, "#122a70")], 0.4, 0.35, 0.75))
    for count, far, r, colour in ((32, 224, 15, GOLD), (32, 205, 8, TURQUOISE)):
        for i in range(count):
            x, y = polar(400, 390, far, i * 360 / count)
            c.path(petals(x, y, 5, r, 24, i * 11), colour)
            c.circle(x, y, r * 0.2, IVORY)
    for r, w in ((236, 3), (190, 4), (182, 1.5)):
        c.circle(400, 390, r, "none", stroke=GOLD, stroke_width=w)
    for i in range(16):
        with c.at(*polar(400, 390, 150, i * 22.5), 0.5, i * 22.5):
            c.path(arch(0, -62, 66, 52), TURQUOISE if i % 2 else "#e9eefb", stroke=GOLD, stroke_width=4)
            c.path(petals(0, 4, 6, 34, 24), "#1b3d94" if i % 2 else "#c8503f")
    c.path(star(400, 390, 16, 122, 106), GOLD)
    c.path(star(400, 390, 16, 115, 100), "#14307c")
    for count, r, w, colour, turn in (
        (16, 100, 9, TURQUOISE, 0),
        (16, 84, 8, IVORY, 11.25),
        (8, 64, 17, "#c8503f", 0),
        (8, 48, 15, GOLD, 22.5),
    ):
        c.path(petals(400, 390, count, r, w, turn), colour)
    c.circle(400, 390, 17, "#14307c")
    c.path(star(400, 390, 8, 14, 8), IVORY)
    c.circle(400, 390, 256, c.linear([(0, "#ffffff", 0.4), (0.4, "#ffffff", 0), (1, "#081638", 0.4)], 0.9, 1))
    c.path(
        "M196 300A226 226 0 0 1 330 178",
        stroke="#ffffff",
        stroke_width=12,
        stroke_linecap="round",
        opacity=0.35,
        filter="url(#blur2)",
    )
    base = c.linear([(0, "#a06a3c"), (1, "#6d4326")])
    c.path("M250 640C280 612 300 640 322 640H478C500 640 520 612 550 640L566 690H234Z", base)
    c.stroke("M262 642C284 624 302 648 322 648H478C498 648 516 624 538 642", "#d9a468", 3, opacity=0.8)
