"""Books, bound on the right as Persian books are, and a bookmark."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, sin

from .canvas import Canvas
from .colour import dark
from .motifs import crocus, one_leaf, shamseh, threads
from .shapes import curve, petals, polar, poly, star

GOLD = "#e0b55e"


def book(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    h: float,
    colour: str,
    cover: Callable[[], None],
    thick: float = 46,
) -> None:
    """Draw a standing book: its cover from (x, y), the spine on the right, the pages on top."""
    up = thick * 0.5
    c.shadow(x + w / 2 + thick / 2, y + h, w / 2 + thick * 0.6, 24)
    c.path(poly([(x, y), (x + w, y), (x + w + thick, y - up), (x + thick, y - up)]), dark(colour, 0.35))
    pages = poly(
        [(x + 8, y - 1), (x + w - 2, y - 1), (x + w + thick - 8, y - up + 4), (x + thick + 4, y - up + 4)]
    )
    c.path(pages, c.linear([(0, "#fffaf0"), (1, "#e6d9bf")], 1, 0))
    for i in range(1, 6):
        t = i / 6
        c.stroke(f"M{x + 8 + thick * t:.1f} {y - up * t:.1f}h{w - 14}", "#c9b892", 1, opacity=0.7)
    c.path(poly([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]), colour)
    spine = poly([(x + w, y), (x + w + thick, y - up), (x + w + thick, y + h - up), (x + w, y + h)])
    c.path(spine, c.linear([(0, colour), (1, dark(colour, 0.5))], 1, 0))
    for t in (0.1, 0.13, 0.87, 0.9):
        c.stroke(f"M{x + w} {y + h * t:.0f}l{thick} {-up}", GOLD, 2.5, opacity=0.8)
    face = f"M{x} {y}h{w}v{h}h{-w}Z"
    with c.clip(face):
        cover()
        c.rect(x + w - 22, y, 5, h, "#2a140c", opacity=0.18)
        c.rect(x + w - 17, y, 3, h, "#ffffff", opacity=0.2)
    c.path(face, c.linear([(0, "#ffffff", 0.26), (0.4, "#ffffff", 0), (1, "#2a140c", 0.2)], 0.8, 1))


def hafez(c: Canvas) -> None:
    """Green cloth, gold sun, a title in nastaliq."""

    def cover() -> None:
        for inset, width in ((22, 6), (34, 2)):
            c.rect(
                218 + inset,
                150 + inset,
                344 - inset * 2,
                520 - inset * 2,
                "none",
                stroke=GOLD,
                stroke_width=width,
            )
        for cx, cy in ((252, 184), (528, 184), (252, 636), (528, 636)):
            c.path(star(cx, cy, 16, 74, 62), GOLD)
            c.path(star(cx, cy, 16, 68, 57), "#12463a")
            c.path(petals(cx, cy, 16, 56, 8), GOLD)
        with c.group(transform="translate(390 410) scale(.86 1.12)"):
            shamseh(c, 0, 0, 150, (GOLD, "#12463a", "#f4e6c0"), 16)
            c.circle(0, 0, 92, "#12463a", stroke=GOLD, stroke_width=4)
        for side in (-1, 1):
            c.path(
                f"M390 {410 + side * 166}"
                f"C376 {410 + side * 182} 376 {410 + side * 196} 390 {410 + side * 212}"
                f"C404 {410 + side * 196} 404 {410 + side * 182} 390 {410 + side * 166}Z",
                GOLD,
            )
        c.text(390, 384, "دیوان", 40, "#f4e6c0", "Nastaliq")
        c.text(388, 452, "حافظ", 54, "#f4e6c0", "Nastaliq")

    c.path("M300 670v60l16 -14 16 14v-60Z", "#b3262f")
    book(c, 218, 150, 344, 520, "#17574a", cover, 62)


def khayyam(c: Canvas) -> None:
    """Night sky, a jug and a cup, a narrow book."""

    def cover() -> None:
        c.rect(240, 120, 300, 560, c.linear([(0, "#16284f"), (0.6, "#2f4f83"), (1, "#d98f5c")]))
        c.circle(476, 380, 42, "#f7e6b5")
        c.circle(460, 369, 38, "#243f70")
        for _ in range(60):
            c.circle(
                c.rng.uniform(250, 535),
                c.rng.uniform(130, 440),
                c.rng.uniform(0.8, 2.3),
                "#fdf3d0",
                opacity=0.9,
            )
        for x, y in ((290, 190), (496, 180), (290, 390), (500, 300)):
            c.path(star(x, y, 4, 12, 3), "#fdf3d0")
        c.path(curve([(230, 610), (320, 570), (420, 600), (550, 560)]) + "V690H230Z", "#5b3a3f")
        c.path(curve([(230, 640), (340, 616), (460, 640), (550, 612)]) + "V690H230Z", "#3b2733")
        c.path(
            "M330 470C322 440 322 426 316 416H372C366 426 366 440 358 470"
            "C402 490 416 560 378 612H310C272 560 286 490 330 470Z",
            "#e0a763",
        )
        c.stroke("M368 424C420 430 424 500 394 522", "#e0a763", 10)
        c.path("M290 520Q344 540 398 520L400 548Q344 568 288 548Z", "#a4483c")
        c.path(
            "M430 560H494C494 590 478 604 468 606V622H484V628H440V622H456V606C446 604 430 590 430 560Z",
            "#f1d9a6",
        )
        c.rect(256, 136, 268, 528, "none", 4, stroke=GOLD, stroke_width=3)
        c.text(376, 262, "رباعیات", 50, "#fdf3d0", "Nastaliq")
        c.text(366, 350, "خیام", 50, "#fdf3d0", "Nastaliq")

    book(c, 240, 120, 300, 560, "#16284f", cover, 44)
    one_leaf(c, 640, 708, 80, 26, 70, "#7d9a6a")
    one_leaf(c, 620, 716, 66, 22, -64, "#93ad7d")


def shahnameh(c: Canvas) -> None:
    """The Simurgh above the mountain, in a red book."""

    def cover() -> None:
        c.rect(186, 170, 400, 500, c.linear([(0, "#8c1f2b"), (1, "#5e1420")]))
        c.rect(204, 188, 364, 464, "none", 6, stroke=GOLD, stroke_width=4)
        c.circle(386, 372, 134, c.radial([(0, "#ffd98a"), (1, "#e79a3c")]))
        c.path("M204 652V588L262 526L304 560L366 478L430 556L478 510L568 592V652Z", "#2a3560")
        c.path("M366 478L330 524L356 520L372 540L398 516Z", "#f4e6c0")
        c.path("M478 510L456 532L478 528L496 530Z", "#f4e6c0")
        _simurgh(c, 386, 400)
        c.text(386, 254, "شاهنامه", 62, "#f4e6c0", "Lalezar")
        c.text(386, 632, "داستان‌های برگزیده", 30, "#f4e6c0", "Lalezar")

    book(c, 186, 170, 400, 500, "#7c1b27", cover, 54)


def _simurgh(c: Canvas, x: float, y: float) -> None:
    for i, colour in enumerate(("#1d6f77", "#c8503f", "#274a86", "#e0b55e", "#2f8f6b")):
        bend = (i - 2) * 34
        c.stroke(
            curve(
                [
                    (x - 26, y + 30),
                    (x - 74, y + 62 + bend * 0.4),
                    (x - 128, y + 62 + bend),
                    (x - 166, y + 26 + bend * 1.3),
                ]
            ),
            colour,
            12,
        )
        c.circle(x - 166, y + 26 + bend * 1.3, 12, colour)
        c.circle(x - 166, y + 26 + bend * 1.3, 5, "#f4e6c0")
    for i in range(7):
        with c.at(x - 4, y + 4, 1, -64 + i * 17):
            c.path(
                "M0 0C-20 -50 -12 -110 0 -132C12 -110 20 -50 0 0Z",
                ("#1d6f77", "#274a86")[i % 2],
                stroke="#f4e6c0",
                stroke_width=2,
            )
    c.path(
        curve(
            [
                (x - 50, y + 32),
                (x - 10, y - 6),
                (x + 40, y - 4),
                (x + 64, y - 40),
                (x + 92, y - 54),
                (x + 86, y - 20),
                (x + 62, y + 24),
                (x + 6, y + 52),
            ],
            True,
        ),
        "#c8503f",
    )
    for i in range(3):
        with c.at(x + 84, y - 56, 1, -34 + i * 26):
            c.path("M0 0C-8 -14 -4 -30 0 -38C4 -30 8 -14 0 0Z", GOLD)
    c.path(f"M{x + 96} {y - 52}L{x + 122} {y - 40}L{x + 94} {y - 34}Z", GOLD)
    c.circle(x + 82, y - 44, 5, "#fff6e0")
    c.circle(x + 83, y - 44, 2.4, "#1b1b2b")
    for i in range(4):
        c.stroke(f"M{x - 6 + i * 17} {y + 18 - i * 4}q9 12 18 0", GOLD, 3)


def cookbook(c: Canvas) -> None:
    """A saffron-yellow cookbook with a plate of rice."""

    def cover() -> None:
        c.rect(176, 160, 416, 512, "#eeb13d")
        for i in range(6):
            for j in range(8):
                c.path(
                    petals(186 + i * 80 + (40 if j % 2 else 0), 170 + j * 72, 4, 14, 30),
                    "#f8cd6c",
                    opacity=0.8,
                )
        c.circle(384, 462, 164, "#fffaf0")
        c.circle(384, 462, 164, "none", stroke="#2f7f84", stroke_width=7)
        c.circle(384, 462, 126, "#f3e6c9")
        for _ in range(420):
            a, r = c.rng.uniform(0, 6.28), 116 * c.rng.random() ** 0.5
            with c.at(384 + r * cos(a), 462 + r * sin(a), 1, c.rng.uniform(0, 180)):
                c.ellipse(0, 0, 10, 3.2, "#f2b632" if r < 70 and c.rng.random() < 0.8 else "#fffdf4")
        for _ in range(16):
            c.circle(384 + c.rng.uniform(-70, 70), 462 + c.rng.uniform(-70, 70), 6, "#b3121f")
        threads(c, 384, 462, 50, 40, 16, 30)
        for angle in (30, 150, 270):
            px, py = polar(384, 462, 96, angle)
            one_leaf(c, px, py, 34, 13, angle, "#6f8f4e")
        c.rect(212, 196, 344, 84, "#fffaf0", 42)
        c.text(384, 254, "آشپزی با زعفران", 46, "#8c1f2b", "Lalezar")

    book(c, 176, 160, 416, 512, "#d99526", cover, 58)
    crocus(c, 690, 690, 0.5, 24)


DRAWINGS = {
    "BOK-601": hafez,
    "BOK-602": khayyam,
    "BOK-603": shahnameh,
    "BOK-604": cookbook,
}
