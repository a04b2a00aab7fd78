"""Rugs and textiles, their patterns computed."""

from __future__ import annotations

from math import sin

from .canvas import Canvas
from .colour import dark, light
from .motifs import boteh
from .shapes import curve, petals, poly, star

MADDER, NAVY, CREAM, GOLD, ROSE, MOSS = "#9c2b2b", "#1f2f55", "#f1e2c4", "#cf9c4a", "#d98a80", "#6d7d4f"


def weave(c: Canvas, x: float, y: float, w: float, h: float, step: float = 5) -> None:
    """Lay a faint woven texture over a rectangle."""
    key = f"weave-{c.name.lower()}-{int(x)}-{int(y)}"
    c.add(
        f'<pattern id="{key}" width="{step}" height="{step}" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0H{step}" stroke="#2a140c" stroke-width="1.4" opacity=".22"/>'
        f'<path d="M0 0V{step}" stroke="#fff6e0" stroke-width="1" opacity=".13"/></pattern>'
    )
    c.rect(x, y, w, h, f"url(#{key})")


def fringe(c: Canvas, x: float, y: float, w: float, length: float) -> None:
    """Draw a fringe of knotted warp ends below (or, with a negative length, above) an edge."""
    for i in range(int(w / 8)):
        px = x + 4 + i * 8
        c.stroke(f"M{px} {y}q{c.rng.uniform(-3, 3):.1f} {length / 2} {c.rng.uniform(-4, 4):.1f} {length}", "#efe0c2", 3)


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
    _border(c, x + 22, y + 22, w - 44, h - 44, 58)
    _guard(c, x + 84, y + 84, w - 168, h - 168, GOLD, NAVY)
    fx, fy, fw, fh = x + 98, y + 98, w - 196, h - 196
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
    c.path(star(x, y, 20, 122, 108), GOLD)
    c.path(star(x, y, 20, 115, 102), CREAM)
    c.path(star(x, y, 16, 80, 70), NAVY)
    c.path(petals(x, y, 16, 104, 5, 0, 82), MADDER)
    c.path(petals(x, y, 16, 66, 9), ROSE)
    c.path(petals(x, y, 16, 44, 9, 11), GOLD)


def _medallion(c: Canvas, x: float, y: float) -> None:
    for side in (-1, 1):
        c.path(f"M{x} {y + side * 120}C{x - 40} {y + side * 150} {x - 30} {y + side * 180} {x} {y + side * 206}C{x + 30} {y + side * 180} {x + 40} {y + side * 150} {x} {y + side * 120}Z", NAVY, stroke=GOLD, stroke_width=4)
        c.path(petals(x, y + side * 160, 6, 22, 22), CREAM)
    with c.group(transform=f"translate({x} {y}) scale(.82 1.1)"):
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
    edge = curve([(x, y), (x + w / 2, y + 4), (x + w, y), (x + w - 5, y + h / 2), (x + w, y + h), (x + w / 2, y + h - 4), (x, y + h), (x + 5, y + h / 2)], True)
    with c.clip(edge):
        c.rect(x, y, w, h, "#a5452c")
        c.rect(x + 24, y + 24, w - 48, h - 48, "#5b2d22")
        c.rect(x + 36, y + 36, w - 72, h - 72, "#dca33d")
        for i in range(34):
            py = y + 36 + i * 17
            c.rect(x + 36, py, w - 72, 17, c.rng.choice(["#dfaa48", "#d99b34", "#e3b252", "#d6942d"]), opacity=0.8)
        for i in range(18):
            c.path(star(x + 12 + (i % 9) * 54.5, y + 12 + (h - 24) * (i // 9), 4, 9, 4), "#f1dca8")
        for i in range(12):
            for px in (x + 12, x + w - 12):
                c.path(star(px, y + 60 + i * 47, 4, 9, 4), "#f1dca8")
        _band(c, x + 36, y + 190, w - 72, "#b9562f")
        _band(c, x + 36, y + 430, w - 72, "#6d7d4f")
        for px, py, tall in ((270, 268, 1.0), (530, 262, 1.1), (400, 506, 1.25)):
            _tree(c, px, py, tall)
        for px, py, flip, tone in ((346, 372, 1, "#f6ead0"), (424, 390, -1, "#3d2a20"), (504, 378, 1, "#f6ead0"), (268, 400, 1, "#8a3a22"), (278, 610, 1, "#3d2a20"), (350, 634, -1, "#f6ead0"), (520, 620, 1, "#8a3a22")):
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
                c.path(poly([(side_x + 44, py), (side_x, py + 19), (side_x + 44, py + 39)]), tone, opacity=0.75)
        c.rect(x + 44, y, 8, h, "#efe0c2")
        c.rect(x + w - 52, y, 8, h, "#efe0c2")
        fx, fw = x + 52, w - 104
        with c.clip(f"M{fx} {y}h{fw}v{h}h{-fw}Z"):
            tones = (("#b8402f", "#efe0c2", "#34406b", "#d79a3c"), ("#40705f", "#d79a3c", "#b8402f", "#efe0c2"), ("#d79a3c", "#34406b", "#efe0c2", "#b8402f"))
            for row in range(-1, 6):
                cy = y + 62 + row * 124
                for k, cx in enumerate((fx, fx + fw)):
                    _diamond(c, cx, cy + 62, tones[(row + k + 2) % 3], 0.8)
                _diamond(c, 400, cy, tones[row % 3], 1.12)
        for edge in (y, y + h - 34):
            c.rect(x, edge, w, 34, "#7c2a26")
            for i in range(14):
                c.path(poly([(x + i * 30, edge + 30), (x + i * 30 + 15, edge + 5), (x + i * 30 + 30, edge + 30)]), "#d79a3c")
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
                points += [(px, py), (px, y + sy * half_h * (1 - min(1, t + 1 / steps)))] if forward else [(px, y + sy * half_h * (1 - min(1, t + 1 / steps))), (px, py)]
        c.path(poly(points), tone)


def cushions(c: Canvas) -> None:
    """Three striped cushions: madder, indigo, olive."""
    for x, y, scale, turn, tones in (
        (268, 470, 0.9, -9, ("#2f4a7d", "#e9dcc0", "#7f9cc9", "#1d2f57", "#cf9c4a")),
        (556, 486, 0.88, 8, ("#77803f", "#efe3c2", "#a9ae6a", "#4d5428", "#b8402f")),
        (400, 580, 1.08, -2, ("#a5322c", "#f1e2c4", "#d98a5a", "#5e1a1c", "#34406b")),
    ):
        c.shadow(x, y + 148 * scale, 160 * scale, 24)
        with c.at(x, y, scale, turn):
            _cushion(c, tones)


def _cushion(c: Canvas, tones: tuple[str, ...]) -> None:
    outline = curve([(-158, -154), (0, -138), (158, -154), (146, 0), (158, 150), (0, 142), (-158, 150), (-146, 0)], True)
    c.path(outline, tones[0])
    with c.clip(outline):
        x, i = -170.0, 0
        widths = (26, 6, 14, 6, 34, 8, 8, 8)
        while x < 170:
            tone = tones[(0, 1, 2, 1, 3, 4, 1, 4)[i % 8]]
            wide = widths[i % 8]
            c.path(f"M{x} -170Q{x * 0.93:.1f} 0 {x} 170H{x + wide}Q{(x + wide) * 0.93:.1f} 0 {x + wide} -170Z", tone)
            if wide == 34:
                for k in range(-6, 7):
                    c.path(star(x + 17, k * 25, 4, 10, 5), tones[1])
            x += wide
            i += 1
        weave(c, -180, -180, 360, 360, 5)
        c.path(outline, c.radial([(0, "#ffffff", 0.22), (0.5, "#ffffff", 0), (1, "#2a140c", 0.5)], 0.4, 0.36, 0.72))
    c.path(outline, stroke=dark(tones[0], 0.3), stroke_width=3, opacity=0.6)
    for x, y in ((-158, -154), (158, -154), (158, 150), (-158, 150)):
        c.circle(x * 0.99, y * 0.99, 8, tones[1])


def termeh(c: Canvas) -> None:
    """A termeh runner that hangs over the edge of a table."""
    c.rect(0, 300, 800, 500, c.linear([(0, "#8f6048"), (1, "#6b432f")]))
    c.path("M0 300L60 212H740L800 300Z", c.linear([(0, "#b98a72"), (1, "#a87658")]))
    c.rect(0, 300, 800, 16, "#d2a78c")
    c.rect(252, 322, 330, 404, "#2a140c", opacity=0.42, filter="url(#blur18)")
    top, drop = "M258 306L286 216H514L542 306Z", "M258 306H542V706L400 748L258 706Z"
    c.path(top, "#7c1f33")
    with c.clip(top):
        for i in range(-3, 4):
            with c.group(transform=f"translate({400 + i * 66} 262) scale(1 .5)"):
                boteh(c, 0, 0, 0.3, ("#e3b75f", "#1f4d52", "#f1dca8"))
        c.path(top, c.linear([(0, "#fff", 0.22), (1, "#2a140c", 0.12)]))
    c.path(drop, "#8f2339")
    with c.clip(drop):
        _boteh_field(c)
        for x in (258, 524):
            c.rect(x, 300, 18, 460, "#1f4d52")
            c.stroke(f"M{x + 9} 300V760", "#e3b75f", 8, stroke_dasharray="1 13")
        c.path("M258 690L400 732L542 690V706L400 748L258 706Z", "#e3b75f")
        c.path("M258 670L400 712L542 670V686L400 728L258 686Z", "#1f4d52")
        for i in range(5):
            x = 258 + i * 71
            c.rect(x, 306, 30, 460, c.linear([(0, "#fff", 0), (0.5, "#fff", 0.16), (1, "#2a140c", 0.18)], 1, 0))
        c.rect(258, 306, 284, 36, c.linear([(0, "#fff", 0.4), (1, "#fff", 0)]))
    for i in range(29):
        t = i / 28
        y = 706 + 42 * (1 - abs(2 * t - 1))
        c.stroke(f"M{258 + 284 * t:.0f} {y:.0f}v{20 + 3 * sin(i * 2):.0f}", "#e3b75f", 3.4)


def _boteh_field(c: Canvas) -> None:
    fields = (("#e3b75f", "#1f4d52", "#f1dca8"), ("#f1dca8", "#b9553f", "#e3b75f"), ("#e3b75f", "#274a86", "#f6ead0"))
    for row in range(5):
        for col in range(4):
            x, y = 296 + col * 76 + (38 if row % 2 else 0), 372 + row * 88
            boteh(c, x, y, 0.34, fields[(row + col) % 3], 0, -1 if row % 2 else 1)
            c.path(petals(x + 38, y - 4, 5, 11, 26), "#e3b75f")


DRAWINGS = {"RUG-504": cushions}
FLAT = {"RUG-501": tabriz, "RUG-502": gabbeh, "RUG-503": kilim, "RUG-505": termeh}
