"""Sweets and rosewater."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .colour import dark, light
from .motifs import blossom, one_leaf, rose, shamseh, threads
from .shapes import arch, curve, leaf, petals, polar, star, turned
from .tea import estekan
from .vessel import glass, shade, vessel_lid


def gaz(c: Canvas) -> None:
    """A blue box of gaz and a plate with pieces."""
    c.shadow(330, 610, 220, 30)
    c.rect(130, 250, 400, 360, "#22529b", 10)
    with c.clip("M130 250H530V610H130Z"):
        for i in range(9):
            for edge in (272, 588):
                shamseh(c, 142 + i * 47, edge, 19, ("#e0b55e", "#22529b", "#f6ead0"))
        c.rect(130, 300, 400, 4, "#e0b55e")
        c.rect(130, 556, 400, 4, "#e0b55e")
        _bridge(c, 330, 556)
    c.rect(
        130, 250, 400, 360, c.linear([(0, "#fff", 0.26), (0.5, "#fff", 0), (1, "#0e1f4a", 0.3)], 0.8, 1), 10
    )
    c.shadow(490, 690, 230, 34)
    c.ellipse(490, 682, 236, 56, "#c9b6a4")
    c.ellipse(490, 673, 236, 56, c.linear([(0, "#fffdf8"), (1, "#ecdfd2")], 1, 0.6))
    c.ellipse(490, 676, 180, 38, "#fffaf2")
    for x, y in (
        (392, 648),
        (490, 640),
        (588, 648),
        (344, 682),
        (440, 690),
        (540, 690),
        (634, 682),
        (440, 606),
        (540, 606),
        (490, 566),
    ):
        _piece(c, x, y)
    for _ in range(120):
        a, r = c.rng.uniform(0, 6.28), c.rng.random() ** 0.5
        c.circle(490 + 220 * r * cos(a), 690 + 40 * r * sin(a), c.rng.uniform(0.8, 2), "#ffffff", opacity=0.8)


def _bridge(c: Canvas, x: float, base: float) -> None:
    """Draw a brick bridge of two rows of arches under the moon, and its reflection."""
    c.circle(x + 104, base - 196, 30, "#f6ead0")
    for far, tall in ((-150, 84), (-118, 110), (-84, 92)):
        c.path(leaf(tall, 17), "#173c78", transform=f"translate({x + far} {base - 150})")
    c.rect(x - 200, base - 154, 400, 94, "#e0b55e")
    c.rect(x - 200, base - 160, 400, 8, "#f6ead0")
    for i in range(-4, 5):
        c.path(arch(x + i * 46, base - 108, base - 60, 17), "#163a75")
        for side in (-11, 11):
            c.path(arch(x + i * 46 + side, base - 142, base - 116, 8), "#163a75")
    for i in range(6):
        c.rect(x - 200, base - 60 + i * 10, 400, 6, "#2fa3a8", opacity=0.85 - i * 0.12)


def _piece(c: Canvas, x: float, y: float) -> None:
    outline = turned(x, [(y - 22, 50), (y + 12, 50)], 0.36)
    c.ellipse(x + 5, y + 24, 54, 15, "#5b3a3a", opacity=0.25, filter="url(#blur6)")
    c.path(outline, "#f4ead9")
    shade(c, outline, 0.5)
    c.ellipse(x, y - 22, 50, 18, c.linear([(0, "#fffdf8"), (1, "#f1e6d4")]))
    for _ in range(9):
        a, r = c.rng.uniform(0, 6.28), c.rng.random() ** 0.5
        with c.at(x + 40 * r * cos(a), y - 22 + 13 * r * sin(a), 1, c.rng.uniform(0, 180)):
            c.ellipse(0, 0, 8, 4.4, c.rng.choice(["#8fae3f", "#a8c257", "#758f33"]))
            c.stroke("M-5 -2.6Q0 -5 5 -2.6", "#8d4a5c", 1.6)
    for i in range(4):
        c.ellipse(
            x - 36 + i * 24 + c.rng.uniform(-5, 5),
            y + 10 + c.rng.uniform(-5, 7),
            6,
            4,
            "#a3b860",
            opacity=0.9,
        )


def sohan(c: Canvas) -> None:
    """A golden tin, its ornate lid, a stack of sohan."""
    c.shadow(318, 648, 130, 20, 0.36)
    c.circle(330, 452, 196, "#7d5a1d", opacity=0.3, filter="url(#blur18)")
    c.circle(320, 456, 192, c.linear([(0, "#f6d98f"), (0.5, "#c8973f"), (1, "#94682a")], 1, 1))
    c.circle(320, 456, 180, "#7c1f33")
    for i in range(24):
        px, py = polar(320, 456, 164, i * 15)
        c.path(petals(px, py, 5, 13, 24, i * 15), "#f0cb78")
    shamseh(c, 320, 456, 146, ("#f0cb78", "#1f5a5c", "#f6ead0"), 16)
    shamseh(c, 320, 456, 62, ("#f0cb78", "#7c1f33", "#f6ead0"), 8)
    c.circle(
        320, 456, 192, c.linear([(0, "#ffffff", 0.42), (0.4, "#ffffff", 0), (1, "#2a140c", 0.32)], 0.9, 1)
    )
    c.shadow(500, 690, 190, 30)
    for i in range(5):
        _disc(c, 500 + c.rng.uniform(-7, 7), 672 - i * 27, i == 4)
    for x, y, turn in ((240, 690, 20), (290, 716, -30), (200, 716, 60), (706, 716, 20)):
        with c.at(x, y, 1, turn):
            c.path("M-24 -2L22 -4Q27 0 22 5L-22 4Q-26 1 -24 -2Z", "#8fb43c")


def _disc(c: Canvas, x: float, y: float, top: bool) -> None:
    outline = turned(x, [(y, 172), (y + 20, 170)], 0.22)
    c.path(outline, "#c98322")
    shade(c, outline, 0.7)
    c.ellipse(x, y, 172, 38, c.radial([(0, "#f5c65a"), (0.7, "#e0a032"), (1, "#b87420")]))
    if not top:
        return
    for _ in range(150):
        a, r = c.rng.uniform(0, 6.28), c.rng.random() ** 0.5
        with c.at(x + 158 * r * cos(a), y + 32 * r * sin(a), 1, c.rng.uniform(-40, 40)):
            c.path(
                "M-15 -2L13 -3Q17 0 13 3L-13 3Q-16 0 -15 -2Z",
                c.rng.choice(["#8fb43c", "#a9c84f", "#6f962f", "#5d8229", "#c9d98a"]),
            )
    threads(c, x, y, 60, 12, 12, 26)


def nabat(c: Canvas) -> None:
    """Saffron rock candy on sticks in a glass, one beside a glass of tea."""
    for turn, length in ((-24, 396), (22, 390), (-1, 430)):
        with c.at(310, 640, 1, turn):
            _candy(c, length)
    glass(
        c,
        310,
        [(470, 104), (500, 106), (650, 94), (666, 88)],
        lambda: c.rect(180, 460, 300, 260, "#fff3d6", opacity=0.25),
        0.2,
    )
    estekan(c, 590, 664, 1.0, "#b4481c")
    with c.at(150, 726, 0.72, 82):
        c.ellipse(26, -250, 40, 170, "#3a1420", opacity=0.2, filter="url(#blur18)")
        _candy(c, 420)


def _candy(c: Canvas, length: float) -> None:
    """Draw a stick that grows upwards from the origin with crystals on its upper part."""
    c.stroke(f"M0 0V{-length}", "#c99a63", 10)
    c.stroke(f"M-2 0V{-length}", "#ecc994", 3)
    spots = [(k, row) for row in range(9) for k in ((-1, 1, 0) if row % 2 else (-0.55, 0.55))]
    for k, row in spots:
        x, y = k * 27 * (0.62 + 0.38 * sin(0.4 + row * 0.3)), -length + 6 + row * 21
        _crystal(
            c,
            x + c.rng.uniform(-3, 3),
            y + c.rng.uniform(-5, 5),
            c.rng.uniform(18, 25),
            k * 32 + c.rng.uniform(-22, 22),
        )


def _crystal(c: Canvas, x: float, y: float, r: float, turn: float) -> None:
    """Draw one crystal as a faceted block."""
    tone = c.rng.choice(["#efa325", "#f6bd45", "#e58f17", "#f9cf6b"])
    with c.at(x, y, r / 20, turn):
        c.path("M-17 -12L-3 -22L16 -14L18 11L3 23L-15 13Z", tone, opacity=0.94)
        c.path("M-17 -12L-3 -22L16 -14L2 -5Z", light(tone, 0.62))
        c.path("M2 -5L16 -14L18 11L3 23Z", dark(tone, 0.2), opacity=0.8)
        c.stroke("M-17 -12L2 -5L3 23", light(tone, 0.75), 1.6, opacity=0.8)


BOTTLE = [(-400, 34), (-384, 30), (-322, 31), (-276, 62), (-236, 92), (-60, 96), (-16, 92), (0, 82)]


def rosewater(c: Canvas) -> None:
    """Three bottles of rosewater with roses."""
    for x, y, scale in ((560, 628, 0.86), (270, 640, 0.72), (410, 676, 1.1)):
        with c.at(x, y, scale):
            _bottle(c)
    for x, y, r in ((604, 700, 50), (226, 708, 44), (684, 716, 32)):
        c.ellipse(x + 4, y + r * 0.5, r, r * 0.34, "#3a1420", opacity=0.28, filter="url(#blur6)")
        one_leaf(c, x + r * 0.5, y + 16, r * 1.5, r * 0.5, 100, "#7d9a6a")
        one_leaf(c, x - r * 0.5, y + 14, r * 1.4, r * 0.46, -104, "#8fab7a")
        rose(c, x, y, r, "#df6d8b")


def _bottle(c: Canvas) -> None:
    def content() -> None:
        c.path(
            turned(0, [(y, r - 5) for y, r in BOTTLE[3:]]),
            c.linear([(0, "#fbd9dc"), (1, "#eeaab5")]),
            opacity=0.9,
        )
        c.ellipse(0, -276, 57, 10, "#fff1f1")
        c.path("M-110 -206H110V-52H-110Z", "#fffaf2")
        c.rect(-110, -200, 220, 3, "#c9566f")
        c.rect(-110, -61, 220, 3, "#c9566f")
        rose(c, 0, -132, 37, "#d9607f")
        one_leaf(c, 32, -118, 42, 15, 104, "#7d9a6a")
        one_leaf(c, -32, -118, 42, 15, -104, "#7d9a6a")

    glass(c, 0, BOTTLE, content, 0.2)
    vessel_lid(c, 0, -446, 36, 54, "#d9b35c")


def jam(c: Canvas) -> None:
    """A jar of orange-blossom jam under a cloth lid, blossoms, a sour orange."""

    def content() -> None:
        c.rect(200, 380, 400, 320, c.linear([(0, "#fbeecb"), (1, "#eec878")]))
        for _ in range(130):
            with c.at(c.rng.uniform(250, 520), c.rng.uniform(396, 650), 1, c.rng.uniform(0, 180)):
                c.path(
                    "M0 -24C10 -8 10 12 0 22C-9 12 -10 -8 0 -24Z",
                    c.rng.choice(["#fffdf6", "#fdf4dc", "#f7e6ba"]),
                    opacity=0.75,
                )

    glass(c, 376, [(330, 122), (360, 140), (392, 144), (600, 144), (636, 128)], content)
    c.rect(300, 470, 152, 108, "#fffaf2", 14, opacity=0.94)
    c.rect(308, 478, 136, 92, "none", 10, stroke="#d98a3c", stroke_width=2.5)
    blossom(c, 376, 524, 30, "#fff6e6", "#eab23f")
    one_leaf(c, 404, 528, 34, 13, 90, "#7d9a5a")
    one_leaf(c, 348, 528, 34, 13, -90, "#7d9a5a")
    skirt = (
        curve(
            [
                (248, 366),
                (270, 330),
                (290, 352),
                (318, 372),
                (346, 356),
                (376, 378),
                (408, 358),
                (436, 374),
                (462, 352),
                (482, 330),
                (506, 366),
            ]
        )
        + "C500 312 480 286 462 270H290C272 286 254 312 248 366Z"
    )
    c.path(skirt, "#e8879a")
    with c.clip(skirt):
        for x in range(240, 520, 28):
            c.rect(x, 250, 12, 140, "#fff6f0", opacity=0.42)
        for y in range(252, 390, 28):
            c.rect(230, y, 290, 12, "#fff6f0", opacity=0.42)
    shade(c, skirt, 0.6)
    c.ellipse(376, 270, 88, 17, c.linear([(0, "#f6bcc6"), (1, "#e8879a")], 1, 0.5))
    c.stroke("M262 322Q376 352 490 322", "#c9a063", 7)
    c.shadow(606, 690, 84, 16)
    c.circle(604, 610, 84, c.radial([(0, "#ffc45c"), (0.6, "#f0902a"), (1, "#c4641a")], 0.36, 0.3, 0.8))
    for _ in range(60):
        a, r = c.rng.uniform(0, 6.28), 80 * c.rng.random() ** 0.5
        c.circle(604 + r * cos(a), 610 + r * sin(a), 1.8, "#b8601a", opacity=0.35)
    c.path(star(600, 532, 5, 11, 5), "#6f8f4e")
    one_leaf(c, 602, 532, 84, 25, 62, "#6f9a55")
    for x, y, r in ((220, 700, 38), (292, 724, 30), (500, 718, 40)):
        c.ellipse(x + 3, y + 16, r, 9, "#3a1420", opacity=0.25, filter="url(#blur6)")
        blossom(c, x, y, r, "#fffaf0", "#eab23f")
    one_leaf(c, 176, 712, 64, 20, -70, "#7d9a5a")


DRAWINGS = {"SWE-701": gaz, "SWE-702": sohan, "SWE-703": nabat, "SWE-704": rosewater, "SWE-705": jam}
