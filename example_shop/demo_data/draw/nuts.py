"""Nuts and dried fruit."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .motifs import almond, blossom, fig, heap, one_leaf, pistachio
from .nut_box import yalda
from .shapes import curve, petals, star
from .vessel import shade, vessel


def pistachios(c: Canvas) -> None:
    """A turquoise bowl heaped with open pistachios."""
    profile = [(446, 226), (500, 214), (590, 158), (640, 96), (662, 90)]

    def ornament() -> None:
        c.rect(100, 474, 600, 8, "#f6ecd2", opacity=0.9)
        for i in range(-6, 7):
            x = 400 + 212 * sin(i * 0.24)
            c.path(petals(x, 540, 8, 30 * cos(i * 0.2), 22), "#f6ecd2", opacity=0.9)
            c.circle(x, 540, 5, "#1d6f77")
        c.rect(100, 592, 600, 5, "#f6ecd2", opacity=0.8)

    c.ellipse(400, 446, 226, 45, "#1d6f77")
    vessel(c, 400, profile, "#2b949b", ornament)
    c.ellipse(400, 446, 218, 41, "#8a6a3a")
    for x, y in heap(400, 452, 190, 170, 170, c):
        pistachio(c, x, y, c.rng.uniform(0.9, 1.12), c.rng.uniform(-60, 60) + c.rng.choice([0, 180]))
    c.stroke("M176 456A226 45 0 0 0 624 456", "#7fd0cf", 7)
    for x, y, turn in (
        (186, 690, 20),
        (250, 716, -30),
        (600, 704, 170),
        (662, 676, 30),
        (528, 722, -12),
        (700, 720, 100),
    ):
        pistachio(c, x, y, 1.05, turn)


def slivers(c: Canvas) -> None:
    """A brass mortar and a plate of green slivers."""
    c.shadow(400, 668, 270, 40)
    c.ellipse(400, 652, 274, 66, "#cfc3b0")
    c.ellipse(400, 642, 274, 66, c.linear([(0, "#fffdf6"), (1, "#e7dcc8")], 1, 0.6))
    c.ellipse(400, 642, 262, 61, "none", stroke="#6d9b4a", stroke_width=3)
    c.ellipse(400, 648, 214, 46, "#d8cbb4")
    for _ in range(1500):
        t = c.rng.uniform(-1, 1)
        height = 268 * (1 - abs(t)) ** 1.05
        up = c.rng.random()
        x, y = 400 + t * 222 * (1 - 0.12 * up), 664 - up * height + (1 - t * t) * 14 * (1 - up)
        with c.at(x, y, 1, c.rng.uniform(-70, 70)):
            tone = c.rng.choice(["#8fb43c", "#a9c84f", "#6f962f", "#bcd468", "#7fa636", "#5d8229"])
            c.path("M-22 -2L20 -4Q25 0 20 4L-20 4Q-24 1 -22 -2Z", tone)
            if c.rng.random() < 0.25:
                c.stroke("M-18 3L18 3.6", "#8d5a70", 1.8)
    for x, y, turn in ((180, 700, 20), (640, 716, -40), (590, 730, 10), (236, 734, -60)):
        pistachio(c, x, y, 0.9, turn)


def almonds(c: Canvas) -> None:
    """A linen sack of almonds with a branch in blossom."""
    c.shadow(340, 664, 210, 34)
    sack = (
        curve(
            [
                (182, 452),
                (160, 540),
                (166, 630),
                (220, 672),
                (340, 680),
                (464, 670),
                (516, 628),
                (520, 540),
                (498, 452),
            ],
            False,
        )
        + "A160 40 0 0 1 182 452Z"
    )
    c.path(sack, c.linear([(0, "#e9dbbd"), (1, "#bfa67a")], 0.8, 1))
    with c.clip(sack):
        for x in range(150, 540, 9):
            c.stroke(f"M{x} 440V700", "#a58b5c", 1, opacity=0.25)
        for y in range(440, 700, 9):
            c.stroke(f"M150 {y}H540", "#fff6e0", 1, opacity=0.3)
        for x in (230, 300, 420, 470):
            c.stroke(f"M{x} 470Q{x - 14} 560 {x + 6} 660", "#8f7547", 9, opacity=0.22, filter="url(#blur6)")
    shade(c, sack, 0.5)
    c.ellipse(340, 448, 168, 44, "#cdb78a")
    c.ellipse(340, 450, 150, 36, "#6e4320")
    for x, y in heap(340, 458, 126, 96, 74, c):
        almond(c, x, y, 1.05, c.rng.uniform(-70, 70) + c.rng.choice([0, 180]))
    c.path(
        "M172 448C172 494 508 494 508 448L520 474C500 524 180 524 160 474Z",
        c.linear([(0, "#f4e9d0"), (1, "#d8c59b")]),
    )
    c.stroke("M168 482C190 520 490 520 512 482", "#b69b69", 2, stroke_dasharray="6 7")
    for x, y, turn in ((560, 700, 20), (610, 672, 160), (520, 726, 200), (660, 712, 40), (592, 736, 80)):
        almond(c, x, y, 1.1, turn)
    c.stroke("M736 590C690 480 640 420 560 330", "#75513a", 11)
    c.stroke("M676 470C690 420 690 390 676 350", "#75513a", 7)
    for x, y, r in (
        (560, 330, 40),
        (604, 392, 46),
        (676, 346, 44),
        (662, 460, 42),
        (716, 540, 40),
        (628, 330, 28),
    ):
        blossom(c, x, y, r, "#f7c9d0", "#c9566f")


def figs(c: Canvas) -> None:
    """Dried figs on a blue plate with a fig leaf."""
    for turn in (-62, -30, 4, 38, 70):
        one_leaf(c, 590, 590, 190 - abs(turn) * 0.7, 56, turn + 14, "#77955a")
    c.shadow(390, 668, 250, 36)
    c.ellipse(390, 652, 262, 60, "#2c5575")
    c.ellipse(390, 640, 262, 60, c.linear([(0, "#5f93b8"), (1, "#356485")], 1, 0.6))
    c.ellipse(390, 640, 246, 54, "none", stroke="#dcecf4", stroke_width=3)
    c.ellipse(390, 646, 206, 42, "#2f5a7b")
    rows = (
        (632, (230, 310, 394, 478, 552)),
        (576, (272, 352, 436, 512)),
        (520, (312, 394, 472)),
        (466, (352, 436)),
        (418, (394,)),
    )
    for y, xs in reversed(rows):
        for x in xs:
            fig(c, x + c.rng.uniform(-6, 6), y, c.rng.uniform(0.94, 1.06), c.rng.uniform(-16, 16))
    fig(c, 196, 718, 0.95, -20)
    fig(c, 616, 716, 1, 14)


def dates(c: Canvas) -> None:
    """A box of soft dates beneath a palm leaf."""
    for i in range(13):
        with c.at(600, 620, 1, -78 + i * 13):
            c.path(
                "M0 0C-16 -120 -10 -260 0 -330C10 -260 16 -120 0 0Z",
                c.linear([(0, "#8fae6a"), (1, "#547a45")], 1, 0),
                opacity=0.95,
            )
    c.shadow(380, 690, 260, 34)
    c.path("M140 560L190 440H590L640 560Z", "#8f6a3f")
    c.path("M162 552L204 456H576L618 552Z", "#3d2413")
    for row in range(4):
        y = 470 + row * 28
        for i in range(9):
            spread = 0.88 + row * 0.05
            _date(c, 390 + (i - 4) * 46 * spread, y, 0.9 + row * 0.05, c.rng.uniform(-8, 8))
    front = "M130 560H650L634 690H146Z"
    c.path(front, c.linear([(0, "#e3c391"), (1, "#b98f55")], 0.4, 1))
    c.rect(130, 556, 520, 12, "#f2dcb2", 3)
    with c.clip(front):
        c.rect(130, 600, 520, 60, "#7c2f27")
        for i in range(15):
            c.path(star(148 + i * 36, 630, 8, 18, 13), "#f2dcb2")
            c.path(star(148 + i * 36, 630, 8, 9, 6), "#7c2f27")
    for x, y, turn in ((700, 712, 60), (600, 734, 96), (90, 726, 80)):
        c.ellipse(x, y + 18, 40, 10, "#3a1f10", opacity=0.3, filter="url(#blur6)")
        _date(c, x, y, 1.15, turn)


def _date(c: Canvas, x: float, y: float, scale: float, turn: float) -> None:
    with c.at(x, y, scale, turn):
        c.ellipse(
            0, 0, 22, 36, c.radial([(0, "#8a4a28"), (0.55, "#4f2413"), (1, "#2c120a")], 0.36, 0.3, 0.75)
        )
        c.stroke("M-8 -22Q-13 -4 -8 16", "#e0a878", 4, opacity=0.5)
        c.stroke("M6 -26Q10 0 6 26", "#1f0c06", 2, opacity=0.5)
        c.ellipse(0, -34, 7, 4, "#c08a52")


DRAWINGS = {"NUT-301": pistachios, "NUT-302": slivers, "NUT-303": almonds, "NUT-305": figs, "NUT-306": dates}
FLAT = {"NUT-304": yalda}
