"""Small things that return in several pictures: blossoms, leaves, nuts, threads, stars."""

from __future__ import annotations

from math import cos, sin

from .canvas import Canvas
from .colour import dark, light, mix
from .shapes import BOTEH, curve, leaf, petals, polar, poly, star


def threads(c: Canvas, cx: float, cy: float, rx: float, ry: float, count: int, length: float = 34) -> None:
    """Scatter saffron threads in an ellipse: thin, bent, wider at one end."""
    for _ in range(count):
        a, far = c.rng.uniform(0, 6.28), c.rng.random() ** 0.6
        x, y = cx + rx * far * cos(a), cy + ry * far * sin(a)
        size = length * c.rng.uniform(0.7, 1.2)
        with c.at(x, y, size / 34, c.rng.uniform(0, 360)):
            bend = c.rng.uniform(-12, 12)
            colour = c.rng.choice(["#a5161b", "#c2231d", "#8e0f18", "#d4381f", "#b51c1c"])
            c.path(f"M-17 0Q0 {bend - 2:.1f} 17 -2.8L19 2Q0 {bend + 2:.1f} -17 1Z", colour)


def crocus(c: Canvas, x: float, y: float, scale: float = 1, turn: float = 0) -> None:
    """Draw a saffron crocus on its stem; (x, y) is the foot of the flower."""
    with c.at(x, y, scale, turn):
        back, front = "#7c57a8", "#9b78c6"
        for angle, colour in ((-52, back), (52, back), (0, "#8862b4")):
            _petal(c, angle, 150, 44, colour)
        for i, angle in enumerate((-13, 2, 17)):
            tip = polar(0, -20, 158, angle)
            c.stroke(
                curve([(0, -20), polar(0, -20, 90, angle * 0.5), tip]),
                ("#c2231d", "#d4381f", "#b51c1c")[i],
                7,
            )
        for angle in (-27, 27):
            _petal(c, angle, 138, 46, front)
        _petal(c, 0, 96, 40, "#b094d6")


def _petal(c: Canvas, angle: float, length: float, width: float, colour: str) -> None:
    with c.at(0, 0, 1, angle):
        c.path(leaf(length, width), c.linear([(0, light(colour, 0.35)), (1, dark(colour, 0.18))], 0, 1))
        for bend in (-0.3, 0, 0.3):
            c.stroke(
                f"M0 -8Q{width * bend:.1f} {-length * 0.5:.1f} {width * bend * 0.6:.1f} {-length * 0.84:.1f}",
                dark(colour, 0.2),
                1.4,
                opacity=0.4,
            )


def rose(c: Canvas, x: float, y: float, r: float, colour: str = "#e0728c") -> None:
    """Draw an open damask rose from above."""
    with c.at(x, y, r / 100, c.rng.uniform(0, 70)):
        for ring, (count, size, far) in enumerate(((7, 52, 58), (6, 44, 38), (5, 32, 20))):
            tone = mix(colour, dark(colour, 0.35), ring * 0.32)
            for i in range(count):
                px, py = polar(0, 0, far, i * 360 / count + ring * 23)
                paint = c.radial([(0, dark(tone, 0.12)), (0.72, tone), (1, light(tone, 0.4))])
                c.circle(px, py, size, paint)
        c.stroke(
            "M-14 4C-14 -14 14 -16 15 2C15 14 -6 16 -7 4C-7 -4 5 -6 6 2", dark(colour, 0.5), 4, opacity=0.6
        )


def sprig(
    c: Canvas, x: float, y: float, scale: float, turn: float, colour: str = "#6f8f4e", pairs: int = 3
) -> None:
    """Draw a twig with pairs of leaves, growing upwards from (x, y)."""
    with c.at(x, y, scale, turn):
        height = pairs * 46 + 30
        c.stroke(f"M0 0Q6 {-height / 2} 0 {-height}", dark(colour, 0.2), 5)
        for i in range(pairs):
            for side in (-1, 1):
                with c.at(2, -24 - i * 46, 1 - i * 0.09, side * 56):
                    _leaf(c, 74, 27, colour)
        with c.at(0, -height + 8):
            _leaf(c, 72, 24, light(colour, 0.14))


def _leaf(c: Canvas, length: float, width: float, colour: str) -> None:
    c.path(leaf(length, width), c.linear([(0, light(colour, 0.3)), (1, dark(colour, 0.1))], 1, 0))
    c.stroke(f"M0 -4V{-length * 0.86:.1f}", light(colour, 0.5), 1.6, opacity=0.6)


def one_leaf(c: Canvas, x: float, y: float, length: float, width: float, turn: float, colour: str) -> None:
    """Draw a single leaf with its rib."""
    with c.at(x, y, 1, turn):
        _leaf(c, length, width, colour)


def blossom(c: Canvas, x: float, y: float, r: float, colour: str, heart: str, count: int = 5) -> None:
    """Draw a simple blossom of round petals."""
    turn = c.rng.uniform(0, 72)
    for i in range(count):
        with c.at(x, y, r / 50, turn + i * 360 / count):
            c.path(
                "M0 0C-30 -14 -26 -52 0 -50C26 -52 30 -14 0 0Z",
                c.linear([(0, light(colour, 0.4)), (1, dark(colour, 0.12))]),
            )
    c.circle(x, y, r * 0.2, heart)
    for i in range(6):
        px, py = polar(x, y, r * 0.34, turn + i * 60)
        c.circle(px, py, r * 0.05, dark(heart, 0.2))


def pistachio(c: Canvas, x: float, y: float, scale: float, turn: float) -> None:
    """Draw an open pistachio, about 60 long at scale 1."""
    with c.at(x, y, scale, turn):
        c.ellipse(2, 6, 32, 19, "#4a2a12", opacity=0.28)
        shell = c.linear([(0, "#fbeed2"), (0.6, "#ead1a3"), (1, "#c9a36c")])
        c.path("M-32 2C-30 -18 -4 -24 16 -18C30 -13 34 -4 32 2C28 18 8 24 -12 20C-26 17 -33 12 -32 2Z", shell)
        c.path("M33 -1C18 -11 -4 -12 -20 -4C-6 8 16 10 33 -1Z", "#6f5426")
        c.path("M32 -1C18 -9 0 -10 -14 -4C-2 5 16 7 32 -1Z", c.linear([(0, "#b9c95c"), (1, "#7d9a35")]))
        c.stroke("M24 -3C14 -7 4 -7 -4 -5", "#a0506a", 2.4, opacity=0.55)
        c.stroke("M-26 -4C-22 -14 -8 -18 4 -17", "#ffffff", 3, opacity=0.6)


def fig(c: Canvas, x: float, y: float, scale: float, turn: float) -> None:
    """Draw a dried fig, flattened and split open at its eye."""
    with c.at(x, y, scale, turn):
        c.ellipse(5, 32, 48, 14, "#3a1f10", opacity=0.34, filter="url(#blur6)")
        skin = curve([polar(0, 0, 46 + c.rng.uniform(-4, 5), i * 40) for i in range(9)], True)
        c.path(skin, c.radial([(0, "#f6e2ae"), (0.55, "#e2bd74"), (1, "#a97a3a")], 0.38, 0.32, 0.75))
        for i in range(18):
            near, far = (
                polar(0, 0, c.rng.uniform(15, 22), i * 20),
                polar(0, 0, c.rng.uniform(34, 43), i * 20 + 7),
            )
            c.stroke(poly([near, far], False), c.rng.choice(["#b98a45", "#fbeec8"]), 2, opacity=0.6)
        c.path(
            star(0, 0, 4, 25, 9, c.rng.uniform(0, 90)),
            "#8c4526",
            stroke="#c98a4a",
            stroke_width=3,
            stroke_linejoin="round",
        )
        for _ in range(10):
            a, r = c.rng.uniform(0, 6.28), c.rng.uniform(0, 11)
            c.circle(r * cos(a), r * sin(a), 1.9, "#f7d88f")


def almond(c: Canvas, x: float, y: float, scale: float, turn: float) -> None:
    """Draw an almond kernel, about 64 long at scale 1."""
    with c.at(x, y, scale, turn):
        c.path("M-30 6C-26 -14 4 -22 34 4C6 26 -24 24 -30 6Z", "#4a2a12", opacity=0.22)
        c.path("M-32 0C-28 -20 4 -26 34 -2C6 22 -26 20 -32 0Z", c.linear([(0, "#d79b5f"), (1, "#9a5a2a")]))
        for bend in (-9, -3, 3, 9):
            c.stroke(f"M-24 {bend * 0.6:.1f}Q2 {bend * 1.7:.1f} 26 -2", "#7d4319", 1.5, opacity=0.5)
        c.stroke("M-22 -8C-12 -16 4 -17 14 -12", "#f3c893", 3, opacity=0.6)


def heap(cx: float, cy: float, rx: float, height: float, count: int, c: Canvas) -> list[tuple[float, float]]:
    """Return places for things heaped in a bowl, back ones first."""
    spots = []
    for _ in range(count):
        x = c.rng.uniform(-1, 1)
        y = c.rng.random() ** 1.3
        spots.append((cx + x * rx, cy - y * height * (1 - x * x) + c.rng.uniform(-4, 10)))
    return sorted(spots, key=lambda spot: spot[1])


def boteh(
    c: Canvas, x: float, y: float, scale: float, colours: tuple[str, str, str], turn: float = 0, flip: int = 1
) -> None:
    """Draw a boteh (paisley) in three colours: outline, field, heart."""
    with c.at(x, y, scale, turn), c.group(transform=f"scale({flip} 1)"):
        c.path(BOTEH, colours[0])
        for size, colour in ((0.8, colours[1]), (0.52, colours[2]), (0.28, colours[1])):
            c.path(BOTEH, colour, transform=f"translate(0 {12 * (1 - size):.1f}) scale({size})")
        for i in range(9):
            px, py = polar(2, 16, 70, -150 + i * 30)
            c.circle(px * 0.93, py, 3.4, colours[2])


def shamseh(c: Canvas, x: float, y: float, r: float, colours: tuple[str, str, str], tips: int = 8) -> None:
    """Draw a sun medallion: nested stars and petals."""
    c.path(star(x, y, tips, r, r * 0.8), colours[0])
    c.path(star(x, y, tips, r * 0.9, r * 0.72), colours[1])
    c.path(petals(x, y, tips, r * 0.78, 20, 0, r * 0.2), colours[2])
    c.path(petals(x, y, tips, r * 0.6, 15, 180 / tips, r * 0.16), colours[0], opacity=0.85)
    c.path(star(x, y, tips, r * 0.32, r * 0.2), colours[1])
    c.circle(x, y, r * 0.1, colours[2])


def steam(c: Canvas, x: float, y: float, height: float = 130) -> None:
    """Draw two curls of steam that rise from (x, y)."""
    for dx, tall in ((-14, 1.0), (16, 0.72)):
        h = height * tall
        points = [(x + dx, y), (x + dx + 14, y - h * 0.3), (x + dx - 10, y - h * 0.6), (x + dx + 8, y - h)]
        c.stroke(curve(points), "#ffffff", 9, opacity=0.5, filter="url(#blur6)")


def weave(c: Canvas, x: float, y: float, w: float, h: float, step: float = 5) -> None:
    """Lay a faint woven texture over a rectangle."""
    key = f"weave-{c.name.lower()}-{int(x)}-{int(y)}"
    c.add(
        f'<pattern id="{key}" width="{step}" height="{step}" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0H{step}" stroke="#2a140c" stroke-width="1.4" opacity=".22"/>'
        f'<path d="M0 0V{step}" stroke="#fff6e0" stroke-width="1" opacity=".13"/></pattern>'
    )
    c.rect(x, y, w, h, f"url(#{key})")
