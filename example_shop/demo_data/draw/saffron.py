"""Saffron and spices."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .colour import dark, light
from .motifs import crocus, heap, petals, sprig, threads
from .shapes import curve, poly, star
from .vessel import cork, glass, shade, vessel


def negin(c: Canvas) -> None:
    """A jar of saffron, threads on the table, a crocus."""
    crocus(c, 572, 600, 1.2, 13)
    c.stroke("M572 596Q560 640 540 668", "#a9bd7a", 12)
    profile = [(296, 112), (322, 128), (350, 134), (600, 134), (634, 122)]

    def content() -> None:
        c.rect(200, 400, 400, 300, c.linear([(0, "#b01d1b"), (1, "#780b14")]))
        threads(c, 352, 520, 150, 130, 420, 46)
        threads(c, 352, 404, 130, 20, 120, 40)

    glass(c, 352, profile, content, tint="#fff3e2")
    cork(c, 352, 246, 106, 58)
    threads(c, 500, 700, 120, 26, 46, 50)
    threads(c, 300, 712, 150, 16, 20, 46)


def khatam(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """Fill a rectangle with khatam inlay: bone stars in brass and jujube wood."""
    c.rect(x, y, w, h, "#5b2a1c")
    step = 34
    for i in range(int(w / step) + 2):
        for j in range(int(h / (step * 0.86)) + 2):
            cx, cy = x + i * step + (step / 2 if j % 2 else 0), y + j * step * 0.86
            c.path(star(cx, cy, 6, 17, 10), "#d9a648")
            c.path(star(cx, cy, 6, 13, 7.5), "#2f5b4f" if (i + j) % 3 else "#f5ead3")
            c.path(star(cx, cy, 6, 7, 4), "#f5ead3" if (i + j) % 3 else "#a3302a")


def khatam_box(c: Canvas) -> None:
    """An open inlaid box full of saffron."""
    c.shadow(400, 674, 250, 34)
    with c.clip("M196 428L236 232H564L604 428Z"):
        khatam(c, 190, 226, 420, 210)
        c.path("M196 428L236 232H564L604 428Z", c.linear([(0, "#2a140c", 0.1), (1, "#2a140c", 0.5)]))
    c.path("M196 428L236 232H564L604 428Z", stroke="#c08a3e", stroke_width=9)
    c.path(
        "M232 414L262 258H538L568 414Z",
        c.linear([(0, "#8c1f2b"), (1, "#5d1119")]),
        stroke="#e0b766",
        stroke_width=3,
    )
    c.path("M180 500L206 428H594L620 500Z", "#4a1d14")
    threads(c, 400, 470, 196, 26, 460, 44)
    for x in (270, 530):
        c.rect(x - 15, 420, 30, 18, "#d9a648", 4)
    with c.clip(poly([(180, 500), (620, 500), (610, 676), (190, 676)])):
        khatam(c, 176, 496, 450, 190)
        c.rect(
            176, 496, 450, 190, c.linear([(0, "#fff", 0.18), (0.5, "#fff", 0), (1, "#2a140c", 0.35)], 0.7, 1)
        )
    c.path(
        poly([(180, 500), (620, 500), (610, 676), (190, 676)]),
        stroke="#c08a3e",
        stroke_width=9,
        stroke_linejoin="round",
    )
    c.rect(376, 494, 48, 38, c.linear([(0, "#f4d48c"), (1, "#b27c2c")]), 8)
    c.circle(400, 516, 6, "#6b4413")
    threads(c, 300, 722, 140, 14, 26, 42)


def advieh(c: Canvas) -> None:
    """A jar of layered spice, cinnamon, rose petals."""
    layers = ["#8a4f2b", "#b9794a", "#c98f9a", "#a8884e", "#6f3f24", "#c9a467"]

    def content() -> None:
        for i, colour in enumerate(layers):
            y = 372 + i * 46
            points = [(200, y), (290, y - 8 + i * 3), (370, y + 9), (450, y - 6), (560, y + 4)]
            c.path(curve(points) + "V760H200Z", colour)
            for _ in range(140):
                tone = c.rng.choice([dark(colour, 0.3), light(colour, 0.4)])
                c.circle(
                    c.rng.uniform(230, 500),
                    y + c.rng.uniform(6, 48),
                    c.rng.uniform(1.5, 3.6),
                    tone,
                    opacity=0.7,
                )

    glass(c, 366, [(268, 108), (296, 126), (330, 130), (606, 130), (640, 116)], content, tint="#fff3e2")
    cork(c, 366, 220, 102, 56)
    for i, (x, y) in enumerate(((538, 640), (566, 664), (520, 676))):
        with c.at(x, y, 1, -24 + i * 5):
            c.shadow(10, 20, 110, 10, 0.25)
            c.rect(-110, -17, 240, 34, c.linear([(0, "#c98652"), (0.5, "#a3612f"), (1, "#6d3a19")]), 15)
            c.stroke("M-100 -3H120", "#5b2e12", 3, opacity=0.6)
            c.ellipse(124, 0, 8, 16, "#7d451f")
            c.stroke("M124 -7C129 -3 129 4 123 7", "#d79b66", 3)
    for x, y, turn in ((238, 706, 10), (300, 722, 70), (420, 726, 150), (700, 716, 40)):
        with c.at(x, y, 0.7, turn):
            c.path(
                "M0 0C-30 -14 -26 -44 0 -42C26 -44 30 -14 0 0Z", c.linear([(0, "#e8a0ae"), (1, "#b9566c")])
            )


def berries(c: Canvas, spots: list[tuple[float, float]]) -> None:
    """Draw barberries at the given places."""
    for x, y in spots:
        tone = c.rng.choice(["#b3121f", "#cf2430", "#97101d", "#df3a3c"])
        with c.at(x, y, c.rng.uniform(0.85, 1.15), c.rng.uniform(0, 180)):
            c.ellipse(0, 0, 15, 10, tone)
            c.ellipse(-4, -3, 4.5, 2.6, "#ffd9d0", opacity=0.75)


def barberry(c: Canvas) -> None:
    """A copper bowl heaped with barberries, and a branch."""
    spots = heap(380, 452, 196, 150, 420, c)
    bowl = [(452, 218), (500, 208), (580, 158), (636, 92), (660, 84)]
    c.ellipse(380, 452, 218, 43, "#7d3b1f")
    vessel(c, 380, bowl, "#c8713c", lambda: _hammered(c), tilt=0.2)
    c.ellipse(380, 452, 214, 41, "#8c1019")
    berries(c, spots)
    c.stroke("M166 456A218 43 0 0 0 594 456", light("#c8713c", 0.45), 7)
    c.stroke("M520 700Q620 650 700 540", "#7a5a3a", 7)
    for i, (x, y) in enumerate(((566, 676), (612, 640), (652, 598), (686, 556))):
        with c.at(x, y, 0.8, 40 + i * 4):
            sprig(c, 0, 0, 0.5, -70, "#7f9a52", 1)
        berries(c, [(x + 8 + dx, y + 22 + dy) for dx, dy in ((0, 0), (16, 14), (-8, 18), (6, 32))])
    berries(c, [(230 + c.rng.uniform(-60, 60), 704 + c.rng.uniform(-14, 14)) for _ in range(9)])


def _hammered(c: Canvas) -> None:
    for row in range(8):
        for i in range(18):
            x = 380 + 214 * sin((i - 9 + (row % 2) / 2) * 0.17)
            c.ellipse(x, 486 + row * 24, 11, 9, "#ffdcb4", opacity=0.2)


def pouch(c: Canvas, x: float, y: float, colour: str, label: str) -> None:
    """Draw a paper pouch with a label; (x, y) is the middle of its foot."""
    outline = (
        f"M{x - 150} {y}C{x - 162} {y - 130} {x - 156} {y - 260} {x - 140} {y - 372}"
        f"H{x + 140}C{x + 156} {y - 260} {x + 162} {y - 130} {x + 150} {y}"
        f"Q{x} {y + 24} {x - 150} {y}Z"
    )
    c.shadow(x, y + 6, 168, 24)
    c.path(outline, colour)
    with c.clip(outline):
        c.rect(x - 170, y - 372, 340, 34, dark(colour, 0.14))
        c.rect(x - 170, y - 326, 340, 3, dark(colour, 0.2))
        c.rect(x - 98, y - 250, 196, 190, "#fff8ea", 98)
        c.path(star(x, y - 155, 8, 84, 66), label)
        c.path(petals(x, y - 155, 8, 60, 20), "#fff8ea", opacity=0.9)
        c.circle(x, y - 155, 13, label)
    shade(c, outline, 0.6)


def sumac(c: Canvas) -> None:
    """A pouch of sumac, a small dish, a wooden spoon."""
    pouch(c, 330, 640, "#d9b98c", "#8c2433")
    dish = [(600, 124), (630, 116), (668, 76), (684, 70)]
    c.ellipse(556, 600, 124, 25, "#efe3d0")
    vessel(c, 556, dish, "#f3e9d8", tilt=0.2)
    c.path(
        curve([(438, 602), (480, 566), (540, 530), (570, 528), (620, 562), (674, 602)])
        + "A124 25 0 0 1 438 602Z",
        c.linear([(0, "#a33a45"), (1, "#6b1422")], 0.8, 1),
    )
    for _ in range(240):
        a, r = c.rng.uniform(0, 3.14), c.rng.random() ** 0.5
        c.circle(
            556 + 108 * r * cos(a),
            604 - 66 * r * sin(a) ** 1.6,
            c.rng.uniform(1.4, 3.2),
            c.rng.choice(["#c25a62", "#571019", "#8c2433"]),
        )
    c.stroke("M432 602A124 25 0 0 0 680 602", "#fffaf0", 6)
    with c.at(470, 716, 1, -7):
        c.shadow(20, 12, 150, 8, 0.24)
        c.rect(-40, -8, 230, 17, c.linear([(0, "#d2a06a"), (1, "#94622f")]), 8)
        c.ellipse(-76, 0, 56, 27, c.linear([(0, "#c08a52"), (1, "#8a5a2b")]))
        c.ellipse(-78, -5, 43, 17, "#7d1a28")


DRAWINGS = {"SAF-101": negin, "SAF-102": khatam_box, "SAF-103": advieh, "SAF-104": barberry, "SAF-105": sumac}
