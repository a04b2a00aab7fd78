"""Pottery, tiles and enamel."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .colour import dark, light
from .glazes import plate, tile
from .motifs import one_leaf
from .shapes import Point, curve, petals, polar, poly
from .vessel import rim, vessel

LAPIS, TURQUOISE, GOLD, IVORY = "#1f3f8f", "#2fa3a8", "#dca93f", "#fbf3e0"


def bowls(c: Canvas) -> None:
    """Three glazed bowls: lapis, saffron, and turquoise in front."""
    for x, y, scale, colour, ring in (
        (262, 520, 0.82, "#27479b", "#9db8f0"),
        (560, 530, 0.8, "#e2a32f", "#fff0c0"),
        (400, 676, 1.12, "#2ba7ab", "#d7f5ef"),
    ):
        with c.at(x, y, scale):
            _bowl(c, colour, ring)


def _bowl(c: Canvas, colour: str, ring: str) -> None:
    profile: list[Point] = [(-196, 192), (-150, 190), (-70, 146), (-20, 78), (0, 72)]

    def ornament() -> None:
        c.rect(-250, -172, 500, 5, ring, opacity=0.8)
        for i in range(-8, 9):
            x = 186 * sin(i * 0.19)
            c.path(petals(x, -128, 6, 25 * cos(i * 0.17), 24), ring, opacity=0.75)
        c.rect(-250, -92, 500, 4, ring, opacity=0.8)

    vessel(c, 0, profile, colour, ornament, tilt=0.24, foot="#b4673f")
    c.ellipse(0, -196, 192, 46, light(colour, 0.4))
    c.ellipse(
        0,
        -194,
        182,
        41,
        c.radial([(0, light(colour, 0.25)), (0.7, colour), (1, dark(colour, 0.35))], 0.55, 0.9, 0.8),
    )
    with c.group(transform="translate(0 -176) scale(1 .22)"):
        c.path(petals(0, 20, 12, 116, 12), ring, opacity=0.55)
        c.circle(0, 20, 20, ring, opacity=0.6)


def mugs(c: Canvas) -> None:
    """Three mugs: sage and indigo behind, cream in front."""
    for x, y, scale, colour in (
        (238, 588, 0.92, "#a3b48d"),
        (574, 590, 0.92, "#34487f"),
        (400, 684, 1.12, "#f1e4ca"),
    ):
        with c.at(x, y, scale):
            _mug(c, colour)


def _mug(c: Canvas, colour: str) -> None:
    handle = "M104 -190C206 -196 206 -56 92 -52"
    c.stroke(handle, dark(colour, 0.3), 31)
    c.stroke(handle, colour, 25)
    c.stroke("M108 -196C196 -200 200 -70 110 -58", light(colour, 0.5), 4, opacity=0.6)
    profile: list[Point] = [(-236, 112), (-120, 116), (-24, 106), (0, 92)]

    def ornament() -> None:
        c.path("M-140 -44C-80 -56 -40 -34 20 -46S110 -52 140 -40V60H-140Z", "#b4673f")
        c.path(
            "M-140 -44C-80 -56 -40 -34 20 -46S110 -52 140 -40",
            stroke=dark("#b4673f", 0.35),
            stroke_width=3,
            opacity=0.6,
        )
        for _ in range(70):
            c.circle(
                c.rng.uniform(-116, 116),
                c.rng.uniform(-225, -55),
                c.rng.uniform(0.8, 2.2),
                dark(colour, 0.4),
                opacity=0.5,
            )

    vessel(c, 0, profile, colour, ornament, tilt=0.22)
    rim(c, 0, -236, 112, colour, dark(colour, 0.05), 0.22)


def vase(c: Canvas) -> None:
    """A white vase with the face of the sun, and dry wheat in it."""
    for i in range(9):
        top = (400 + (i - 4) * 50 + c.rng.uniform(-14, 14), 96 + abs(i - 4) * 26 + c.rng.uniform(-16, 16))
        bottom = (400 + (i - 4) * 5, 330)
        c.stroke(curve([bottom, ((top[0] + bottom[0]) / 2 + (i - 4) * 3, 220), top]), "#c79a4b", 4)
        lean = (i - 4) * 11
        for k in range(7):
            x, y = top[0] - sin(lean / 57) * k * 13, top[1] + cos(lean / 57) * k * 13
            one_leaf(c, x, y, 27, 8, lean - 26, "#dcb562")
            one_leaf(c, x, y, 27, 8, lean + 26, "#cfa24e")
    profile = [(310, 66), (330, 58), (370, 62), (430, 138), (510, 172), (590, 138), (650, 88), (666, 88)]

    def ornament() -> None:
        for y in (344, 358, 628, 640):
            c.rect(200, y, 400, 5, LAPIS)
        _sun(c, 400, 506)
        for side in (-1, 1):
            for y in (448, 510, 570):
                c.path(petals(400 + side * 158, y, 6, 24, 24), TURQUOISE)
                c.circle(400 + side * 158, y, 5, LAPIS)

    vessel(c, 400, profile, "#f8f1e1", ornament, tilt=0.2)
    c.ellipse(400, 310, 66, 13, "#fffaf0")
    c.ellipse(400, 311, 56, 9, "#8c8576")
    for i in range(9):
        c.stroke(f"M{400 + (i - 4) * 9} 300L{400 + (i - 4) * 6} 317", "#c79a4b", 4)


def _sun(c: Canvas, x: float, y: float) -> None:
    for i in range(20):
        px, py = polar(x, y, 116 if i % 2 else 102, i * 18)
        left, right = polar(x, y, 72, i * 18 - 9), polar(x, y, 72, i * 18 + 9)
        c.path(poly([left, (px, py), right]), GOLD if i % 2 else LAPIS)
    c.circle(x, y, 76, IVORY, stroke=LAPIS, stroke_width=5)
    c.path(
        f"M{x - 70} {y - 22}C{x - 56} {y - 88} {x - 10} {y - 70} {x} {y - 54}"
        f"C{x + 10} {y - 70} {x + 56} {y - 88} {x + 70} {y - 22}C{x + 50} {y - 44} {x + 16} {y - 44}"
        f" {x} {y - 50}C{x - 16} {y - 44} {x - 50} {y - 44} {x - 70} {y - 22}Z",
        LAPIS,
    )
    c.stroke(
        f"M{x - 48} {y - 16}Q{x - 26} {y - 32} {x - 6} {y - 16}Q{x} {y - 12} {x + 6} {y - 16}"
        f"Q{x + 26} {y - 32} {x + 48} {y - 16}",
        LAPIS,
        5,
    )
    for side in (-1, 1):
        ex = x + side * 27
        c.path(
            f"M{ex - 18} {y}Q{ex} {y - 14} {ex + 18} {y}Q{ex} {y + 10} {ex - 18} {y}Z",
            "#ffffff",
            stroke=LAPIS,
            stroke_width=3,
        )
        c.circle(ex, y - 1, 6, LAPIS)
        c.circle(x + side * 44, y + 26, 12, "#e58b74", opacity=0.75)
    c.stroke(f"M{x - 3} {y - 8}Q{x - 10} {y + 20} {x + 2} {y + 22}", LAPIS, 3)
    c.path(
        f"M{x - 14} {y + 41}Q{x - 6} {y + 34} {x} {y + 38}Q{x + 6} {y + 34} {x + 14} {y + 41}"
        f"Q{x} {y + 52} {x - 14} {y + 41}Z",
        "#c8503f",
    )
    c.circle(x, y - 62, 7, GOLD)


def pomegranates(c: Canvas) -> None:
    """Ceramic pomegranates in three sizes."""
    for x, y, r, turn, colour in (
        (292, 640, 152, -5, "#a8202f"),
        (552, 676, 108, 8, "#c1313a"),
        (424, 726, 72, -12, "#d2544a"),
    ):
        c.shadow(x, y - 4, r * 0.86, r * 0.16)
        with c.at(x, y - r * 0.94, r / 100, turn):
            _pomegranate(c, colour)
    one_leaf(c, 652, 716, 96, 26, 68, "#5f8d84")
    one_leaf(c, 664, 712, 82, 22, 104, "#77a398")


def _pomegranate(c: Canvas, colour: str) -> None:
    crown = (
        "M-26 -84C-34 -116 -44 -130 -52 -146L-24 -132L-14 -158L2 -134"
        "L20 -158L27 -131L54 -142C42 -126 34 -112 28 -84Z"
    )
    c.path(crown, c.linear([(0, light(colour, 0.2)), (1, dark(colour, 0.25))]))
    c.ellipse(0, -134, 27, 8, dark(colour, 0.5))
    body = curve(
        [
            (0, -96),
            (48, -84),
            (92, -38),
            (98, 18),
            (66, 78),
            (0, 98),
            (-66, 78),
            (-98, 18),
            (-92, -38),
            (-48, -84),
        ],
        True,
    )
    c.path(body, c.radial([(0, light(colour, 0.35)), (0.4, colour), (1, dark(colour, 0.5))], 0.34, 0.3, 0.82))
    with c.clip(body):
        for _ in range(46):
            c.circle(
                c.rng.uniform(-95, 95),
                c.rng.uniform(-90, 95),
                c.rng.uniform(0.6, 1.7),
                "#ffcfae",
                opacity=0.4,
            )
        for i in range(-3, 4):
            c.stroke(f"M{i * 5} -90Q{i * 38} 0 {i * 7} 96", dark(colour, 0.3), 1.6, opacity=0.3)
        c.path("M-110 60Q0 120 110 60V120H-110Z", "#e9a07c", opacity=0.22, filter="url(#blur6)")
    c.path(
        "M-62 -36C-52 -62 -34 -72 -16 -74C-34 -58 -46 -40 -50 -16Z",
        "#ffffff",
        opacity=0.6,
        filter="url(#blur2)",
    )


DRAWINGS = {
    "CER-401": bowls,
    "CER-402": mugs,
    "CER-403": tile,
    "CER-404": vase,
    "CER-405": plate,
    "CER-406": pomegranates,
}
