"""The nine-part box of mixed nuts, seen from above."""

from __future__ import annotations

from .canvas import Canvas
from .colour import dark, light
from .motifs import almond, fig, pistachio
from .shapes import curve


def yalda(c: Canvas) -> None:
    """A nine-part box of mixed nuts, seen from above."""
    c.rect(112, 124, 590, 590, "#3a1f10", 22, opacity=0.42, filter="url(#blur18)")
    c.rect(100, 100, 600, 600, c.linear([(0, "#d9a86c"), (1, "#a8733b")], 0.7, 1), 20)
    for i in range(16):
        y = 108 + i * 38 + c.rng.uniform(-8, 8)
        c.stroke(
            f"M104 {y:.0f}C260 {y - 9:.0f} 520 {y + 11:.0f} 696 {y - 3:.0f}", "#8a5a2a", 1.6, opacity=0.35
        )
    c.rect(100, 100, 600, 600, "none", 20, stroke="#f0cd96", stroke_width=4, opacity=0.7)
    fillers = (
        _pistachio_at,
        _fig_at,
        _hazel,
        _walnut,
        _barberry_at,
        _almond_at,
        _apricot,
        _mulberry,
        _cashew,
    )
    for i, filler in enumerate(fillers):
        x, y = 132 + (i % 3) * 182, 132 + (i // 3) * 182
        box = (
            f"M{x + 12} {y}H{x + 160}Q{x + 172} {y} {x + 172} {y + 12}V{y + 160}"
            f"Q{x + 172} {y + 172} {x + 160} {y + 172}H{x + 12}Q{x} {y + 172} {x} {y + 160}"
            f"V{y + 12}Q{x} {y} {x + 12} {y}Z"
        )
        c.path(box, "#5b3417")
        with c.clip(box):
            step = 30 if filler in (_barberry_at, _mulberry) else 42
            places = [
                (x + a + c.rng.uniform(-9, 9), y + b + c.rng.uniform(-9, 9))
                for b in range(4, 190, step)
                for a in range(4, 190, step)
            ]
            for px, py in places:
                filler(c, px, py)
            c.path(box, stroke="#2a140c", stroke_width=30, opacity=0.5, filter="url(#blur6)")


def _pistachio_at(c: Canvas, x: float, y: float) -> None:
    pistachio(c, x, y, 0.86, c.rng.uniform(0, 360))


def _almond_at(c: Canvas, x: float, y: float) -> None:
    almond(c, x, y, 0.84, c.rng.uniform(0, 360))


def _fig_at(c: Canvas, x: float, y: float) -> None:
    fig(c, x, y, 0.66, c.rng.uniform(-60, 60))


def _hazel(c: Canvas, x: float, y: float) -> None:
    c.circle(x, y, 24, c.radial([(0, "#e0a566"), (0.6, "#b06f33"), (1, "#7a4518")], 0.36, 0.3, 0.8))
    c.ellipse(x + 5, y + 12, 12, 7, "#dcb98a", opacity=0.8)


def _walnut(c: Canvas, x: float, y: float) -> None:
    with c.at(x, y, 0.9, c.rng.uniform(0, 360)):
        for side in (-1, 1):
            c.path(
                curve(
                    [
                        (side * 3, -24),
                        (side * 22, -26),
                        (side * 30, -8),
                        (side * 24, 6),
                        (side * 29, 20),
                        (side * 12, 28),
                        (side * 3, 22),
                    ],
                    True,
                ),
                c.radial([(0, "#e3b47a"), (1, "#a8713a")], 0.4, 0.3, 0.8),
            )
            c.stroke(
                f"M{side * 9} -16Q{side * 22} -8 {side * 10} 0Q{side * 24} 6 {side * 10} 18",
                "#855423",
                3,
                opacity=0.6,
            )


def _barberry_at(c: Canvas, x: float, y: float) -> None:
    with c.at(x, y, 1.15, c.rng.uniform(0, 180)):
        c.ellipse(0, 0, 17, 12, c.rng.choice(["#b3121f", "#cf2430", "#97101d"]))
        c.ellipse(-5, -4, 5, 3, "#ffd9d0", opacity=0.7)


def _apricot(c: Canvas, x: float, y: float) -> None:
    with c.at(x, y, 1, c.rng.uniform(0, 360)):
        c.path(
            curve([(-28, 0), (-14, -22), (12, -24), (30, -4), (20, 20), (-12, 22)], True),
            c.radial([(0, "#ffb85c"), (0.7, "#ea8a2c"), (1, "#b8601a")], 0.4, 0.3, 0.8),
        )
        c.stroke("M-14 4Q2 -10 16 2", "#b8601a", 3, opacity=0.6)


def _mulberry(c: Canvas, x: float, y: float) -> None:
    with c.at(x, y, 1, c.rng.uniform(0, 360)):
        for i in range(11):
            c.circle(
                (i % 4 - 1.5) * 9 + c.rng.uniform(-2, 2),
                (i // 4 - 1) * 10,
                7,
                c.rng.choice([light("#d9bd8a", 0.3), "#c9a76c", dark("#d9bd8a", 0.08)]),
            )


def _cashew(c: Canvas, x: float, y: float) -> None:
    with c.at(x, y, 0.95, c.rng.uniform(0, 360)):
        bean = "M-26 8C-30 -22 16 -32 28 -4C32 8 16 14 12 4C4 -10 -10 -4 -8 8C-6 22 -24 22 -26 8Z"
        c.path(bean, c.linear([(0, "#fbeccb"), (1, "#dcb97f")], 0.4, 1), stroke="#b58d50", stroke_width=1)
