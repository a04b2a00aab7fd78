"""Rugs and textiles, their patterns computed."""

from __future__ import annotations

from .canvas import Canvas
from .colour import light
from .motifs import weave
from .shapes import petals, poly, star
from .textiles import cushions, termeh

MADDER, NAVY, CREAM, GOLD, ROSE, MOSS = "#9c2b2b", "#1f2f55", "#f1e2c4", "#cf9c4a", "#d98a80", "#6d7d4f"


def fringe(c: Canvas, x: float, y: float, w: float, length: float) -> None:
    """Draw a fringe of knotted warp ends below (or, with a negative length, above) an edge."""
    for i in range(int(w / 8)):
        px = x + 4 + i * 8
        c.stroke(
            f"M{px} {y}q{c.rng.uniform(-3, 3):.1f} {length / 2} {c.rng.uniform(-4, 4):.1f} {length}",
            "#efe0c2",
            3,
        )


def under(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """Draw the shadow of a rug that lies on the floor."""
    c.rect(x + 10, y + 16, w, h, "#3a1c10", 6, opacity=0.45, filter="url(#blur18)")


def tabriz(c: Canvas) -> None:
    """A medallion rug: navy border, madder field, cream corners."""
    x, y, w, h = 178, 66, 444, 668
    under(c, x, y - 10, w, h + 20)
    fringe(c, x, y, w, -22)
    fringe(c, x, y + h, w, 22)
    c.rect(x, y, w, h, NAVY)
    _guard(c, x + 8, y + 8, w - 16, h - 16, GOLD, MADDER)
    _border(c, x + 22, y + 22, w - 44, h - 44, 50)
    _guard(c, x + 77, y + 77, w - 154, h - 154, GOLD, NAVY)
    fx, fy, fw, fh = x + 88, y + 88, w - 176, h - 176
    c.rect(fx, fy, fw, fh, MADDER)
    with c.clip(f"M{fx} {fy}h{fw}v{fh}h{-fw}Z"):
        _scrolls(c, fx, fy, fw, fh)
        for cx, cy in ((fx, fy), (fx + fw, fy), (fx, fy + fh), (fx + fw, fy + fh)):
            _corner(c, cx, cy)
        _medallion(c, 400, 400)
    weave(c, x, y, w, h, 4)
    c.rect(x, y, w, h, c.linear([(0, "#fff", 0.14), (0.5, "#fff", 0), (1, "#2a140c", 0.25)], 0.6, 1))


def _guard(c: Canvas, x: float, y: float, w: float, h: float, one: str, two: str) -> None:
    c.rect(x, y, w, h, "none", stroke=one, stroke_width=10)
    c.rect(x, y, w, h, "none", stroke=two, stroke_width=6, stroke_dasharray="7 9")


def _border(c: Canvas, x: float, y: float, w: float, h: float, band: float) -> None:
    middle = band / 2
    spots = []
    across, down = 6, 10
    for i in range(across + 1):
        px = x + middle + (w - band) * i / across
        spots += [(px, y + middle, 0), (px, y + h - middle, 0)]
    for i in range(1, down):
        py = y + middle + (h - band) * i / down
        spots += [(x + middle, py, 90), (x + w - middle, py, 90)]
    c.rect(x + middle, y + middle, w - band, h - band, "none", stroke=MOSS, stroke_width=3)
    for i, (px, py, turn) in enumerate(spots):
        c.path(petals(px, py, 8, 25, 20, turn), (ROSE, CREAM, GOLD)[i % 3])
        c.path(petals(px, py, 8, 16, 20, turn + 22), (MADDER, NAVY)[i % 2])
        c.circle(px, py, 5, GOLD)
        for side in (-1, 1):
            dx, dy = (32 * side, 0) if turn == 0 else (0, 32 * side)
            c.ellipse(px + dx, py + dy, 7, 5, light(MOSS, 0.2))


def _scrolls(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    for row in range(9):
        for col in range(5):
            px, py = x + 22 + col * (w - 44) / 4, y + 26 + row * (h - 52) / 8
            c.path(petals(px, py, 6, 13, 24, row * 20), (CREAM, ROSE, GOLD)[(row + col) % 3])
            c.circle(px, py, 3, NAVY)
            c.stroke(f"M{px + 13:.0f} {py:.0f}q12 -16 22 0t22 0", MOSS, 2.4)
            c.stroke(f"M{px:.0f} {py + 13:.0f}q-12 16 0 30", MOSS, 2.4)


def _corner(c: Canvas, x: float, y: float) -> None:
    c.path(star(x, y, 20, 106, 94), GOLD)
    c.path(star(x, y, 20, 100, 89), CREAM)
    c.path(star(x, y, 16, 80, 70), NAVY)
    c.path(petals(x, y, 16, 93, 5, 0, 78), MADDER)
    c.path(petals(x, y, 16, 66, 9), ROSE)
    c.path(petals(x, y, 16, 44, 9, 11), GOLD)


def _medallion(c: Canvas, x: float, y: float) -> None:
    for side in (-1, 1):
        c.path(
            f"M{x} {y + side * 112}C{x - 34} {y + side * 134} {x - 26} {y + side * 158} {x} {y + side * 180}"
            f"C{x + 26} {y + side * 158} {x + 34} {y + side * 134} {x} {y + side * 112}Z",
            NAVY,
            stroke=GOLD,
            stroke_width=4,
        )
        c.path(petals(x, y + side * 144, 6, 18, 22), CREAM)
    with c.group(transform=f"translate({x} {y}) scale(.76 1)"):
        for r, colour in ((124, GOLD), (117, NAVY), (92, GOLD), (87, CREAM), (60, GOLD), (56, MADDER)):
            c.path(star(0, 0, 16, r, r * 0.86), colour)
        c.path(petals(0, 0, 16, 112, 5, 0, 90), ROSE)
        c.path(petals(0, 0, 16, 84, 6, 11, 60), MOSS)
        c.path(petals(0, 0, 16, 80, 5, 0, 60), MADDER)
        c.path(petals(0, 0, 12, 50, 13), GOLD)
        c.path(petals(0, 0, 8, 34, 18), CREAM)
        c.circle(0, 0, 9, NAVY)


def gabbeh(c: Canvas) -> None:
    """A yellow field with trees, goats and a small house of tents."""
    x, y, w, h = 170, 84, 460, 632
    under(c, x, y, w, h)
    fringe(c, x, y, w, -18)
    fringe(c, x, y + h, w, 18)
    edge = f"M{x} {y}h{w}q-9 {h / 2} 0 {h}h{-w}q9 {-h / 2} 0 {-h}Z"
    with c.clip(edge):
        c.rect(x, y, w, h, "#a5452c")
        c.rect(x + 24, y + 24, w - 48, h - 48, "#5b2d22")
        c.rect(x + 36, y + 36, w - 72, h - 72, "#dca33d")
        for i in range(34):
            py = y + 36 + i * 17
            c.rect(
                x + 36,
                py,
                w - 72,
                17,
                c.rng.choice(["#dfaa48", "#d99b34", "#e3b252", "#d6942d"]),
                opacity=0.8,
            )
        for i in range(18):
            c.path(star(x + 12 + (i % 9) * 54.5, y + 12 + (h - 24) * (i // 9), 4, 9, 4), "#f1dca8")
        for i in range(12):
            for px in (x + 12, x + w - 12):
                c.path(star(px, y + 60 + i * 47, 4, 9, 4), "#f1dca8")
        _band(c, x + 36, y + 190, w - 72, "#b9562f")
        _band(c, x + 36, y + 430, w - 72, "#6d7d4f")
        for px, py, tall in ((270, 268, 1.0), (530, 262, 1.1), (400, 506, 1.25)):
            _tree(c, px, py, tall)
        for px, py, flip, tone in (
            (346, 372, 1, "#f6ead0"),
            (424, 390, -1, "#3d2a20"),
            (504, 378, 1, "#f6ead0"),
            (268, 400, 1, "#8a3a22"),
            (278, 610, 1, "#3d2a20"),
            (350, 634, -1, "#f6ead0"),
            (520, 620, 1, "#8a3a22"),
        ):
            _goat(c, px, py, flip, tone)
        for px, py in ((250, 560), (540, 566), (310, 330), (480, 322)):
            c.path(petals(px, py, 4, 12, 30), "#a5452c")
        c.path(star(400, 164, 12, 30, 20), "#b9562f")
        c.circle(400, 164, 13, "#f1dca8")
    weave(c, x, y, w, h, 7)
    c.rect(x, y, w, h, c.linear([(0, "#fff", 0.12), (0.5, "#fff", 0), (1, "#2a140c", 0.22)], 0.6, 1))


def _band(c: Canvas, x: float, y: float, w: float, colour: str) -> None:
    steps = int(w / 32)
    points = [(x + i * w / steps, y + (0 if i % 2 else 16)) for i in range(steps + 1)]
    c.path(poly(points, False) + f"L{x + w} {y + 34}H{x}Z", colour)


def _tree(c: Canvas, x: float, y: float, scale: float) -> None:
    with c.at(x, y, scale):
        c.rect(-5, -20, 10, 76, "#5b2d22")
        for i in range(6):
            width = 46 - abs(i - 3.4) * 9
            c.rect(-width, -72 + i * 15, width * 2, 12, "#4f6a45" if i % 2 else "#6d8a55")
            for side in (-1, 1):
                c.rect(side * width * 0.72 - 4, -70 + i * 15, 8, 8, "#c8503f")


def _goat(c: Canvas, x: float, y: float, flip: int, colour: str) -> None:
    with c.at(x, y), c.group(transform=f"scale({flip * 0.95} .95)"):
        c.path("M-26 -12H18L24 -34H40V-22H34L26 6V26H18V8H-14V26H-22V4L-30 -4Z", colour)
        c.stroke("M27 -34Q20 -48 8 -44", colour, 4)


def kilim(c: Canvas) -> None:
    """A flat-weave with stepped diamonds."""
    x, y, w, h = 190, 90, 420, 620
    with c.group(transform="rotate(-7 400 400)"):
        under(c, x, y, w, h)
        fringe(c, x, y, w, -30)
        fringe(c, x, y + h, w, 30)
        c.rect(x, y, w, h, "#34406b")
        for side_x in (x, x + w - 44):
            for i in range(16):
                py = y + i * h / 16
                tone = ("#b8402f", "#efe0c2", "#d79a3c", "#40705f")[i % 4]
                c.path(poly([(side_x, py), (side_x + 44, py + 19), (side_x, py + 39)]), tone)
                c.path(
                    poly([(side_x + 44, py), (side_x, py + 19), (side_x + 44, py + 39)]), tone, opacity=0.75
                )
        c.rect(x + 44, y, 8, h, "#efe0c2")
        c.rect(x + w - 52, y, 8, h, "#efe0c2")
        fx, fw = x + 52, w - 104
        with c.clip(f"M{fx} {y}h{fw}v{h}h{-fw}Z"):
            tones = (
                ("#b8402f", "#efe0c2", "#34406b", "#d79a3c"),
                ("#40705f", "#d79a3c", "#b8402f", "#efe0c2"),
                ("#d79a3c", "#34406b", "#efe0c2", "#b8402f"),
            )
            for row in range(-1, 6):
                cy = y + 62 + row * 124
                for k, cx in enumerate((fx, fx + fw)):
                    _diamond(c, cx, cy + 62, tones[(row + k + 2) % 3], 0.8)
                _diamond(c, 400, cy, tones[row % 3], 1.12)
        for edge in (y, y + h - 34):
            c.rect(x, edge, w, 34, "#7c2a26")
            for i in range(14):
                c.path(
                    poly(
                        [(x + i * 30, edge + 30), (x + i * 30 + 15, edge + 5), (x + i * 30 + 30, edge + 30)]
                    ),
                    "#d79a3c",
                )
        weave(c, x, y, w, h, 5)
        c.rect(x, y, w, h, c.linear([(0, "#fff", 0.12), (0.5, "#fff", 0), (1, "#2a140c", 0.24)], 0.6, 1))


def _diamond(c: Canvas, x: float, y: float, tones: tuple[str, ...], scale: float) -> None:
    for size, tone in zip((1, 0.74, 0.48, 0.22), tones, strict=True):
        points = []
        steps = 5
        half_w, half_h = 104 * scale * size, 74 * scale * size
        for sx, sy in ((1, -1), (1, 1), (-1, 1), (-1, -1)):
            forward = sx * sy < 0
            for i in range(steps + 1):
                t = i / steps if forward else 1 - i / steps
                px, py = x + sx * half_w * t, y + sy * half_h * (1 - t)
                points += (
                    [(px, py), (px, y + sy * half_h * (1 - min(1, t + 1 / steps)))]
                    if forward
                    else [(px, y + sy * half_h * (1 - min(1, t + 1 / steps))), (px, py)]
                )
        c.path(poly(points), tone)


DRAWINGS = {"RUG-504": cushions}
FLAT = {"RUG-501": tabriz, "RUG-502": gabbeh, "RUG-503": kilim, "RUG-505": termeh}
