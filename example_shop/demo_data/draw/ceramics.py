"""Pottery, tiles and enamel."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .colour import dark, light
from .motifs import one_leaf, shamseh
from .shapes import Point, arch, curve, petals, polar, poly, star
from .vessel import rim, vessel

LAPIS, TURQUOISE, GOLD, IVORY = "#1f3f8f", "#2fa3a8", "#dca93f", "#fbf3e0"


def bowls(c: Canvas) -> None:
    """Three glazed bowls: lapis, saffron, and turquoise in front."""
    for x, y, scale, colour, ring in ((262, 520, 0.82, "#27479b", "#9db8f0"), (560, 530, 0.8, "#e2a32f", "#fff0c0"), (400, 676, 1.12, "#2ba7ab", "#d7f5ef")):
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
        for x in (-96, -20, 70, 118):
            c.path(f"M{x} -40C{x - 6} -20 {x + 8} -16 {x + 4} 2C{x + 20} -14 {x + 24} -28 {x + 22} -46Z", dark(colour, 0.3), opacity=0.5)

    vessel(c, 0, profile, colour, ornament, tilt=0.24, foot="#b4673f")
    c.ellipse(0, -196, 192, 46, light(colour, 0.4))
    c.ellipse(0, -194, 182, 41, c.radial([(0, light(colour, 0.25)), (0.7, colour), (1, dark(colour, 0.35))], 0.55, 0.9, 0.8))
    with c.group(transform="translate(0 -176) scale(1 .22)"):
        c.path(petals(0, 20, 12, 116, 12), ring, opacity=0.55)
        c.circle(0, 20, 20, ring, opacity=0.6)


def mugs(c: Canvas) -> None:
    """Three mugs: sage and indigo behind, cream in front."""
    for x, y, scale, colour in ((238, 588, 0.92, "#a3b48d"), (574, 590, 0.92, "#34487f"), (400, 684, 1.12, "#f1e4ca")):
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
        c.path("M-140 -44C-80 -56 -40 -34 20 -46S110 -52 140 -40", stroke=dark("#b4673f", 0.35), stroke_width=3, opacity=0.6)
        for _ in range(70):
            c.circle(c.rng.uniform(-116, 116), c.rng.uniform(-225, -55), c.rng.uniform(0.8, 2.2), dark(colour, 0.4), opacity=0.5)

    vessel(c, 0, profile, colour, ornament, tilt=0.22)
    rim(c, 0, -236, 112, colour, dark(colour, 0.05), 0.22)


def tile(c: Canvas) -> None:
    """A seven-colour tile with an eight-pointed star, leaning on the wall."""
    c.rect(152, 148, 520, 530, "#1c3b3d", 8, opacity=0.4, filter="url(#blur18)")
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
    c.rect(140, 130, 520, 520, c.linear([(0, "#ffffff", 0.34), (0.35, "#ffffff", 0.02), (0.6, "#ffffff", 0.1), (0.62, "#ffffff", 0), (1, "#0e1f4a", 0.28)], 0.9, 1), 8)


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
    c.path(f"M{x - 70} {y - 22}C{x - 56} {y - 88} {x - 10} {y - 70} {x} {y - 54}C{x + 10} {y - 70} {x + 56} {y - 88} {x + 70} {y - 22}C{x + 50} {y - 44} {x + 16} {y - 44} {x} {y - 50}C{x - 16} {y - 44} {x - 50} {y - 44} {x - 70} {y - 22}Z", LAPIS)
    c.stroke(f"M{x - 48} {y - 16}Q{x - 26} {y - 32} {x - 6} {y - 16}Q{x} {y - 12} {x + 6} {y - 16}Q{x + 26} {y - 32} {x + 48} {y - 16}", LAPIS, 5)
    for side in (-1, 1):
        ex = x + side * 27
        c.path(f"M{ex - 18} {y}Q{ex} {y - 14} {ex + 18} {y}Q{ex} {y + 10} {ex - 18} {y}Z", "#ffffff", stroke=LAPIS, stroke_width=3)
        c.circle(ex, y - 1, 6, LAPIS)
        c.circle(x + side * 44, y + 26, 12, "#e58b74", opacity=0.75)
    c.stroke(f"M{x - 3} {y - 8}Q{x - 10} {y + 20} {x + 2} {y + 22}", LAPIS, 3)
    c.path(f"M{x - 14} {y + 41}Q{x - 6} {y + 34} {x} {y + 38}Q{x + 6} {y + 34} {x + 14} {y + 41}Q{x} {y + 52} {x - 14} {y + 41}Z", "#c8503f")
    c.circle(x, y - 62, 7, GOLD)


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
    for count, r, w, colour, turn in ((16, 100, 9, TURQUOISE, 0), (16, 84, 8, IVORY, 11.25), (8, 64, 17, "#c8503f", 0), (8, 48, 15, GOLD, 22.5)):
        c.path(petals(400, 390, count, r, w, turn), colour)
    c.circle(400, 390, 17, "#14307c")
    c.path(star(400, 390, 8, 14, 8), IVORY)
    c.circle(400, 390, 256, c.linear([(0, "#ffffff", 0.4), (0.4, "#ffffff", 0), (1, "#081638", 0.4)], 0.9, 1))
    c.path("M196 300A226 226 0 0 1 330 178", stroke="#ffffff", stroke_width=12, stroke_linecap="round", opacity=0.35, filter="url(#blur2)")
    base = c.linear([(0, "#a06a3c"), (1, "#6d4326")])
    c.path("M250 640C280 612 300 640 322 640H478C500 640 520 612 550 640L566 690H234Z", base)
    c.stroke("M262 642C284 624 302 648 322 648H478C498 648 516 624 538 642", "#d9a468", 3, opacity=0.8)


def pomegranates(c: Canvas) -> None:
    """Ceramic pomegranates in three sizes."""
    for x, y, r, turn, colour in ((292, 640, 152, -5, "#a8202f"), (552, 676, 108, 8, "#c1313a"), (424, 726, 72, -12, "#d2544a")):
        c.shadow(x, y - 4, r * 0.86, r * 0.16)
        with c.at(x, y - r * 0.94, r / 100, turn):
            _pomegranate(c, colour)
    one_leaf(c, 652, 716, 96, 26, 68, "#5f8d84")
    one_leaf(c, 664, 712, 82, 22, 104, "#77a398")


def _pomegranate(c: Canvas, colour: str) -> None:
    crown = "M-26 -84C-34 -116 -44 -130 -52 -146L-24 -132L-14 -158L2 -134L20 -158L27 -131L54 -142C42 -126 34 -112 28 -84Z"
    c.path(crown, c.linear([(0, light(colour, 0.2)), (1, dark(colour, 0.25))]))
    c.ellipse(0, -134, 27, 8, dark(colour, 0.5))
    body = curve([(0, -96), (48, -84), (92, -38), (98, 18), (66, 78), (0, 98), (-66, 78), (-98, 18), (-92, -38), (-48, -84)], True)
    c.path(body, c.radial([(0, light(colour, 0.35)), (0.4, colour), (1, dark(colour, 0.5))], 0.34, 0.3, 0.82))
    with c.clip(body):
        for _ in range(46):
            c.circle(c.rng.uniform(-95, 95), c.rng.uniform(-90, 95), c.rng.uniform(0.6, 1.7), "#ffcfae", opacity=0.4)
        for i in range(-3, 4):
            c.stroke(f"M{i * 5} -90Q{i * 38} 0 {i * 7} 96", dark(colour, 0.3), 1.6, opacity=0.3)
        c.path("M-110 60Q0 120 110 60V120H-110Z", "#e9a07c", opacity=0.22, filter="url(#blur6)")
    c.path("M-62 -36C-52 -62 -34 -72 -16 -74C-34 -58 -46 -40 -50 -16Z", "#ffffff", opacity=0.6, filter="url(#blur2)")


DRAWINGS = {"CER-401": bowls, "CER-402": mugs, "CER-403": tile, "CER-404": vase, "CER-405": plate, "CER-406": pomegranates}
