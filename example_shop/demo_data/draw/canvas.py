"""A small canvas that collects SVG elements; all sizes are in an 800 × 800 frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

Stops = Sequence[tuple[float, str] | tuple[float, str, float]]


class Canvas:
    """Collects SVG; `name` seeds the chance and keeps ids apart when drawings share a page."""

    def __init__(self, name: str, width: int = 800, height: int = 800) -> None:
        self.name = name
        self.width = width
        self.height = height
        self.rng = Random(name)
        self.parts: list[str] = []
        self._count = 0

    def add(self, markup: str) -> None:
        """Append raw SVG."""
        self.parts.append(markup)

    def _id(self) -> str:
        self._count += 1
        return f"{self.name.lower()}-{self._count}"

    def _stops(self, stops: Stops) -> str:
        rows = [(s[0], s[1], s[2] if len(s) > 2 else 1) for s in stops]
        return "".join(f'<stop offset="{o}" stop-color="{c}" stop-opacity="{a}"/>' for o, c, a in rows)

    def linear(self, stops: Stops, x: float = 0, y: float = 1) -> str:
        """Define a gradient that runs from the top left of the shape towards (x, y); return its paint."""
        key = self._id()
        self.add(f'<linearGradient id="{key}" x2="{x}" y2="{y}">{self._stops(stops)}</linearGradient>')
        return f"url(#{key})"

    def radial(self, stops: Stops, cx: float = 0.5, cy: float = 0.5, r: float = 0.5) -> str:
        """Define a radial gradient in fractions of the shape; return its paint."""
        key = self._id()
        self.add(
            f'<radialGradient id="{key}" cx="{cx}" cy="{cy}" r="{r}">{self._stops(stops)}</radialGradient>'
        )
        return f"url(#{key})"

    @contextmanager
    def group(self, **attributes: object) -> Iterator[None]:
        """Put what is drawn inside into one group."""
        self.add(f"<g{_attributes(attributes)}>")
        yield
        self.add("</g>")

    @contextmanager
    def clip(self, path: str) -> Iterator[None]:
        """Show only what falls inside `path`."""
        key = self._id()
        self.add(f'<clipPath id="{key}"><path d="{path}"/></clipPath><g clip-path="url(#{key})">')
        yield
        self.add("</g>")

    @contextmanager
    def at(self, x: float, y: float, scale: float = 1, turn: float = 0) -> Iterator[None]:
        """Move the origin to (x, y), then turn (degrees) and scale."""
        self.add(f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f}) scale({scale:.3f})">')
        yield
        self.add("</g>")

    def path(self, d: str, fill: str = "none", **attributes: object) -> None:
        """Draw path data."""
        self.add(f'<path d="{d}" fill="{fill}"{_attributes(attributes)}/>')

    def stroke(self, d: str, colour: str, width: float, **attributes: object) -> None:
        """Draw a line with round ends."""
        self.path(
            d,
            stroke=colour,
            stroke_width=width,
            stroke_linecap="round",
            stroke_linejoin="round",
            **attributes,
        )

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str, **attributes: object) -> None:
        """Draw an ellipse around (cx, cy)."""
        self.add(
            f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}"'
            f"{_attributes(attributes)}/>"
        )

    def circle(self, cx: float, cy: float, r: float, fill: str, **attributes: object) -> None:
        """Draw a circle around (cx, cy)."""
        self.ellipse(cx, cy, r, r, fill, **attributes)

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, r: float = 0, **attributes: object
    ) -> None:
        """Draw a rectangle; `r` rounds its corners."""
        self.add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" fill="{fill}"'
            f"{_attributes(attributes)}/>"
        )

    def text(self, x: float, y: float, words: str, size: float, fill: str, font: str) -> None:
        """Write Persian, centred on x; `font` is one of the families named in render.py."""
        self.add(
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" font-family="{font}"'
            f' text-anchor="middle" direction="rtl">{words}</text>'
        )

    def shadow(self, cx: float, cy: float, rx: float, ry: float, strength: float = 0.3) -> None:
        """Draw the soft shadow of a thing that stands at (cx, cy): a wide one and a close one."""
        self.ellipse(
            cx + rx * 0.16, cy, rx * 1.12, ry, "#3a1f14", opacity=strength * 0.7, filter="url(#blur18)"
        )
        self.ellipse(
            cx + rx * 0.04, cy, rx * 0.96, ry * 0.6, "#2a140c", opacity=strength, filter="url(#blur6)"
        )

    def svg(self) -> str:
        """Return the finished SVG document."""
        blurs = "".join(
            f'<filter id="blur{n}" x="-60%" y="-60%" width="220%" height="220%">'
            f'<feGaussianBlur stdDeviation="{n}"/></filter>'
            for n in (2, 6, 18, 40)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
            f' width="{self.width}" height="{self.height}"><defs>{blurs}</defs>{"".join(self.parts)}</svg>'
        )


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
