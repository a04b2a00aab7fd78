"""Cushions and a table runner."""

from __future__ import annotations

from math import sin

from .canvas import Canvas
from .colour import dark
from .motifs import boteh, weave
from .shapes import petals, star

MADDER, NAVY, CREAM, GOLD, ROSE, MOSS = "#9c2b2b", "#1f2f55", "#f1e2c4", "#cf9c4a", "#d98a80", "#6d7d4f"


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
    outline = "M-158 -154Q0 -134 158 -154Q142 0 158 150Q0 136 -158 150Q-142 0 -158 -154Z"
    c.path(outline, tones[0])
    with c.clip(outline):
        x, i = -170.0, 0
        widths = (26, 6, 14, 6, 34, 8, 8, 8)
        while x < 170:
            tone = tones[(0, 1, 2, 1, 3, 4, 1, 4)[i % 8]]
            wide = widths[i % 8]
            c.path(
                f"M{x} -170Q{x * 0.93:.1f} 0 {x} 170H{x + wide}Q{(x + wide) * 0.93:.1f} 0 {x + wide} -170Z",
                tone,
            )
            if wide == 34:
                for k in range(-6, 7):
                    c.path(star(x + 17, k * 25, 4, 10, 5), tones[1])
            x += wide
            i += 1
        weave(c, -180, -180, 360, 360, 5)
        c.path(
            outline,
            c.radial([(0, "#ffffff", 0.22), (0.5, "#ffffff", 0), (1, "#2a140c", 0.5)], 0.4, 0.36, 0.72),
        )
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
            c.rect(
                x, 306, 30, 460, c.linear([(0, "#fff", 0), (0.5, "#fff", 0.16), (1, "#2a140c", 0.18)], 1, 0)
            )
        c.rect(258, 306, 284, 36, c.linear([(0, "#fff", 0.4), (1, "#fff", 0)]))
    for i in range(29):
        t = i / 28
        y = 706 + 42 * (1 - abs(2 * t - 1))
        c.stroke(f"M{258 + 284 * t:.0f} {y:.0f}v{20 + 3 * sin(i * 2):.0f}", "#e3b75f", 3.4)


def _boteh_field(c: Canvas) -> None:
    fields = (
        ("#e3b75f", "#1f4d52", "#f1dca8"),
        ("#f1dca8", "#b9553f", "#e3b75f"),
        ("#e3b75f", "#274a86", "#f6ead0"),
    )
    for row in range(5):
        for col in range(4):
            x, y = 296 + col * 76 + (38 if row % 2 else 0), 372 + row * 88
            boteh(c, x, y, 0.34, fields[(row + col) % 3], 0, -1 if row % 2 else 1)
            c.path(petals(x + 38, y - 4, 5, 11, 26), "#e3b75f")
