"""Turned and glass things: bowls, jars, cups; shaded the same way everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .canvas import Canvas
from .colour import dark, light
from .shapes import Point, turned

Draw = Callable[[], None]


def shade(c: Canvas, outline: str, strength: float = 1.0, shine: float = 0.5) -> None:
    """Lay light (left) and shade (right) over a round thing."""
    c.path(
        outline,
        c.linear(
            [
                (0, "#2a140c", 0.22 * strength),
                (0.16, "#2a140c", 0.02),
                (0.3, "#ffffff", 0.26 * strength),
                (0.46, "#ffffff", 0),
                (0.7, "#2a140c", 0.1 * strength),
                (1, "#2a140c", 0.42 * strength),
            ],
            1,
            0,
        ),
    )
    c.path(
        outline, c.linear([(0, "#ffffff", 0.1 * shine), (0.5, "#ffffff", 0), (1, "#2a140c", 0.2 * strength)])
    )


def vessel(
    c: Canvas,
    cx: float,
    profile: Sequence[Point],
    colour: str,
    ornament: Draw | None = None,
    inside: str | None = None,
    tilt: float = 0.2,
    foot: str | None = None,
) -> str:
    """Draw an opaque turned vessel with its rim; return its outline. `profile` is (y, radius), top first."""
    outline = turned(cx, profile, tilt)
    top_y, top_r = profile[0]
    c.shadow(cx, profile[-1][0] + profile[-1][1] * tilt * 0.5, max(r for _, r in profile[-3:]) * 1.12, 24)
    c.path(outline, c.linear([(0, light(colour, 0.12)), (1, dark(colour, 0.1))]))
    with c.clip(outline):
        if ornament:
            ornament()
        if foot:
            foot_y = profile[-1][0]
            c.rect(cx - 400, foot_y - 16, 800, 100, foot)
    shade(c, outline)
    if inside:
        rim(c, cx, top_y, top_r, colour, inside, tilt)
    return outline


def rim(c: Canvas, cx: float, y: float, r: float, colour: str, inside: str, tilt: float = 0.2) -> None:
    """Draw the open mouth of a vessel."""
    c.ellipse(cx, y, r, r * tilt, light(colour, 0.35))
    paint = c.linear([(0, dark(inside, 0.4)), (0.5, dark(inside, 0.15)), (1, light(inside, 0.15))], 0.6, 1)
    c.ellipse(cx, y + 1, r - 7, r * tilt - 4, paint)


def glass(
    c: Canvas, cx: float, profile: Sequence[Point], content: Draw, tilt: float = 0.2, tint: str = "#ffffff"
) -> str:
    """Draw a clear vessel with its content; return the outline."""
    outline = turned(cx, profile, tilt)
    c.shadow(cx, profile[-1][0] + profile[-1][1] * tilt * 0.5, profile[-1][1] * 1.1, 22, 0.24)
    c.path(outline, tint, opacity=0.34)
    with c.clip(outline):
        content()
        c.path(outline, stroke="#ffffff", stroke_width=9, opacity=0.42)
    c.path(
        outline,
        c.linear(
            [(0, "#ffffff", 0.35), (0.12, "#ffffff", 0.04), (0.75, "#2a140c", 0.03), (1, "#2a140c", 0.2)],
            1,
            0,
        ),
    )
    c.path(outline, stroke="#ffffff", stroke_width=2, opacity=0.75)
    _streak(c, cx, profile)
    y, r = profile[0]
    c.ellipse(
        cx, y, r, r * tilt, "#ffffff", fill_opacity=0.12, stroke="#ffffff", stroke_width=3, opacity=0.85
    )
    return outline


def _streak(c: Canvas, cx: float, profile: Sequence[Point]) -> None:
    """Draw the long reflection of a window on the left."""
    top, bottom = profile[0][0], profile[-1][0]
    r = min(r for _, r in profile)
    x = cx - r * 0.72
    y1, y2 = top + (bottom - top) * 0.2, top + (bottom - top) * 0.7
    c.stroke(f"M{x:.1f} {y1:.1f}V{y2:.1f}", "#ffffff", max(5, r * 0.07), opacity=0.55, filter="url(#blur2)")


def cork(c: Canvas, cx: float, y: float, r: float, height: float = 46) -> None:
    """Draw a cork lid whose top is at y."""
    vessel_lid(c, cx, y, r, height, "#c99a63")
    for _ in range(int(r / 2)):
        x, dy = cx + c.rng.uniform(-r * 0.85, r * 0.85), c.rng.uniform(r * 0.2, height)
        c.ellipse(x, y + dy, c.rng.uniform(1.5, 4), 1.6, "#8a5f33", opacity=0.45)


def vessel_lid(
    c: Canvas, cx: float, y: float, r: float, height: float, colour: str, tilt: float = 0.2
) -> None:
    """Draw a plain round lid or tin top."""
    outline = turned(cx, [(y, r), (y + height, r)], tilt)
    c.path(outline, colour)
    shade(c, outline, 0.9)
    c.ellipse(cx, y, r, r * tilt, c.linear([(0, light(colour, 0.45)), (1, light(colour, 0.1))], 1, 0.6))
