"""A book to colour and a bookmark."""

from __future__ import annotations

from .books import GOLD, book
from .canvas import Canvas
from .colour import dark, light
from .motifs import boteh
from .shapes import petals, polar, star


def colouring(c: Canvas) -> None:
    """A square book of tile patterns, half coloured, with pencils."""

    def cover() -> None:
        c.rect(190, 200, 420, 460, "#fffdf6")
        tones = ("#2fa3a8", "#e0a93f", "#d9614f", "#3f5fa8", "#8fb08c")
        for row in range(3):
            for col in range(3):
                x, y = 260 + col * 132, 334 + row * 132
                done = col + row < 2 or (col, row) in {(2, 0), (0, 2)}
                _line_star(c, x, y, tones if done else ("#ffffff",) * 5)
        c.rect(190, 200, 420, 66, "#3f5fa8")
        c.text(392, 246, "نقش‌های کاشی", 38, "#fffdf6", "Vazirmatn")

    book(c, 190, 200, 404, 460, "#3f5fa8", cover, 34)
    for x, y, turn, colour in (
        (470, 704, -8, "#d9614f"),
        (500, 730, 4, "#2fa3a8"),
        (430, 744, -3, "#e0a93f"),
    ):
        with c.at(x, y, 1, turn):
            c.shadow(0, 10, 140, 6, 0.25)
            c.rect(
                -110,
                -10,
                230,
                20,
                c.linear([(0, light(colour, 0.3)), (0.5, colour), (1, dark(colour, 0.25))]),
                3,
            )
            c.path("M-110 -10L-150 0L-110 10Z", "#efd2a4")
            c.path("M-138 -3L-152 0L-138 3Z", colour)


def _line_star(c: Canvas, x: float, y: float, tones: tuple[str, ...]) -> None:
    line = {"stroke": "#33416b", "stroke_width": 2.4, "stroke_linejoin": "round"}
    c.rect(x - 66, y - 66, 132, 132, tones[4], **line)
    for turn in (0, 90, 180, 270):
        px, py = polar(x, y, 92, turn + 45)
        c.path(star(px, py, 8, 38, 29), tones[1], **line)
    c.path(star(x, y, 8, 63, 48), tones[0], **line)
    c.path(star(x, y, 8, 42, 32, 22.5), tones[3], **line)
    c.path(petals(x, y, 8, 37, 18), tones[1], **line)
    c.circle(x, y, 9, tones[2], **line)


def bookmark(c: Canvas) -> None:
    """A bookmark with a tassel on an open book."""
    c.rect(96, 236, 620, 420, "#231a35", 20, opacity=0.35, filter="url(#blur18)")
    c.path("M78 214H722V640H78Z", "#5b4f86")
    for side in (-1, 1):
        page = (
            f"M400 236C{400 + side * 90} 204 {400 + side * 210} 206 {400 + side * 306} 224"
            f"V620C{400 + side * 210} 602 {400 + side * 90} 600 400 632Z"
        )
        c.path(
            page,
            c.linear(
                [(0, "#fffdf6"), (1, "#efe4cd")] if side < 0 else [(0, "#efe4cd"), (1, "#fffdf6")], 1, 0
            ),
        )
        for i in range(13):
            x1 = 400 + side * 52
            half = 96
            y = 272 + i * 25
            if i % 4 == 3:
                continue
            for k in (0, 1):
                start = x1 + side * k * (half + 22)
                c.stroke(
                    f"M{start:.0f} {y - k * 12}q{side * 48} -9 {side * half} -9", "#8d86a3", 3.4, opacity=0.5
                )
    c.path("M388 240C396 380 396 500 390 630H410C404 500 404 380 412 240Z", "#b9a98a", opacity=0.45)
    with c.at(520, 420, 1.06, 9):
        c.rect(-62, -206, 136, 424, "#231a35", 10, opacity=0.4, filter="url(#blur6)")
        c.rect(-68, -216, 136, 424, c.linear([(0, "#1f6a70"), (1, "#154a55")], 0.5, 1), 10)
        c.rect(-58, -206, 116, 404, "none", 6, stroke=GOLD, stroke_width=3)
        for y, flip in ((-98, 1), (30, -1), (150, 1)):
            boteh(c, -2 * flip, y, 0.44, (GOLD, "#1a5560", "#f4e6c0"), 0, flip)
        c.circle(0, -190, 9, "#f4e6c0", stroke=GOLD, stroke_width=3)
        c.stroke("M0 -190C-30 -240 30 -262 -10 -304", "#b3262f", 5)
        for i in range(9):
            c.stroke(f"M-10 -304q{(i - 4) * 4} -20 {(i - 4) * 5} -58", "#b3262f" if i % 2 else "#d04a4a", 4)
        c.rect(-21, -318, 22, 15, GOLD, 4)


DRAWINGS = {"BOK-605": colouring}
FLAT = {"BOK-606": bookmark}
