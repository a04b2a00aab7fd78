"""Mixing of colours written as #rrggbb."""

from __future__ import annotations


def mix(first: str, second: str, share: float) -> str:
    """Return the colour `share` (0–1) of the way from `first` to `second`."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def light(colour: str, share: float = 0.2) -> str:
    """Return `colour` nearer to a warm white."""
    return mix(colour, "#fffaf0", share)


def dark(colour: str, share: float = 0.2) -> str:
    """Return `colour` nearer to a warm black."""
    return mix(colour, "#2a1712", share)


def _channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0–255) of #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
