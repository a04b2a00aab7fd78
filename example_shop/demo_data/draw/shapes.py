"""Path data: smooth curves, stars, arches and the outlines of turned vessels."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

Point = tuple[float, float]


def polar(cx: float, cy: float, r: float, degrees: float) -> Point:
    """Return the point at distance r; 0 degrees is up, clockwise."""
    angle = degrees * pi / 180
    return cx + r * sin(angle), cy - r * cos(angle)


def poly(points: Sequence[Point], closed: bool = True) -> str:
    """Return a path of straight lines."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def curve(points: Sequence[Point], closed: bool = False, start: str = "M") -> str:
    """Return a smooth path through the points (Catmull-Rom)."""
    n = len(points)
    last = n if closed else n - 1
    out = [f"{start}{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(last):
        p0 = points[i - 1] if i or closed else points[0]
        p1, p2 = points[i], points[(i + 1) % n]
        p3 = points[(i + 2) % n] if closed or i + 2 < n else p2
        a = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        b = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        out.append(f"C{a[0]:.1f} {a[1]:.1f} {b[0]:.1f} {b[1]:.1f} {p2[0]:.1f} {p2[1]:.1f}")
    return "".join(out) + ("Z" if closed else "")


def star(cx: float, cy: float, tips: int, outer: float, inner: float, turn: float = 0) -> str:
    """Return a star with `tips` points."""
    step = 180 / tips
    radii = (outer, inner)
    return poly([polar(cx, cy, radii[i % 2], turn + i * step) for i in range(tips * 2)])


def petals(
    cx: float, cy: float, count: int, r: float, width: float, turn: float = 0, start: float = 0
) -> str:
    """Return `count` pointed petals of length r around a centre."""
    out = []
    for i in range(count):
        a = turn + i * 360 / count
        base, tip = polar(cx, cy, start, a), polar(cx, cy, r, a)
        middle = start + (r - start) * 0.55
        left, right = polar(cx, cy, middle, a - width), polar(cx, cy, middle, a + width)
        out.append(
            f"M{base[0]:.1f} {base[1]:.1f}Q{left[0]:.1f} {left[1]:.1f} {tip[0]:.1f} {tip[1]:.1f}"
            f"Q{right[0]:.1f} {right[1]:.1f} {base[0]:.1f} {base[1]:.1f}Z"
        )
    return "".join(out)


def arch(cx: float, top: float, base: float, half: float) -> str:
    """Return a Persian four-centred arch: straight jambs, a soft shoulder, a pointed top."""
    spring = top + half * 0.92
    return (
        f"M{cx - half} {base}V{spring}"
        f"C{cx - half} {spring - half * 0.55} {cx - half * 0.62} {top + half * 0.3} {cx} {top}"
        f"C{cx + half * 0.62} {top + half * 0.3} {cx + half} {spring - half * 0.55} {cx + half} {spring}"
        f"V{base}Z"
    )


def turned(cx: float, profile: Sequence[Point], tilt: float = 0.2) -> str:
    """Return the outline of a turned vessel; profile is (y, radius) from top to bottom."""
    right = [(cx + r, y) for y, r in profile]
    left = [(cx - r, y) for y, r in reversed(profile)]
    (top_r, foot_r) = (profile[0][1], profile[-1][1])
    return (
        curve(right)
        + f"A{foot_r} {foot_r * tilt} 0 0 1 {left[0][0]} {left[0][1]}"
        + curve(left, start="L")
        + f"A{top_r} {top_r * tilt} 0 0 1 {right[0][0]} {right[0][1]}Z"
    )


def leaf(length: float, width: float) -> str:
    """Return a leaf that grows upwards from the origin."""
    return (
        f"M0 0C{-width} {-length * 0.3} {-width * 0.7} {-length * 0.8} 0 {-length}"
        f"C{width * 0.7} {-length * 0.8} {width} {-length * 0.3} 0 0Z"
    )


BOTEH = (
    "M0 100C-58 92 -72 30 -46 -18C-26 -56 8 -64 14 -96C17 -112 4 -122 -10 -114"
    "C6 -138 40 -128 42 -94C44 -62 62 -40 62 8C62 60 42 104 0 100Z"
)
