"""The admin's accent colour, and what can be read on it and beside it (WCAG 2.2: 4.5 : 1)."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

READABLE = 4.5


class Colour(NamedTuple):
    """A colour in sRGB, each part 0–255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> "Colour":
        """Read ``#0f766e``."""
        return cls(*bytes.fromhex(text.removeprefix("#")))

    def __str__(self) -> str:
        return f"#{bytes(self).hex()}"


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
# What is behind the words in the dark: the lightest of panel.css, so that they can be read on the others too.
DARK = Colour(0x2A, 0x30, 0x38)
LIGHT = Colour(0xF3, 0xF4, 0xF6)


def contrast(one: Colour, other: Colour) -> float:
    """Return WCAG's contrast ratio, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def accent_colours(accent: str) -> dict[str, str]:
    """Return the accent and its companions, by their names in the style sheets.

    ``on-accent`` is for words on it; ``accent-ink`` and ``accent-glow`` are itself for words on light and on
    dark, made as much darker or lighter as they need.
    """
    colour = Colour.parse(accent)
    found = {
        "accent": colour,
        "on-accent": WHITE if contrast(colour, WHITE) >= READABLE else BLACK,
        "accent-ink": _towards(BLACK, colour, LIGHT),
        "accent-glow": _towards(WHITE, colour, DARK),
    }
    return {name: str(one) for name, one in found.items()}


def _towards(end: Colour, colour: Colour, ground: Colour) -> Colour:
    shades = (
        Colour(*(round(part + (goal - part) * step / 50) for part, goal in zip(colour, end, strict=True)))
        for step in range(51)
    )
    return next(shade for shade in shades if contrast(shade, ground) >= READABLE)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@require_safe
@cache_control(public=True, max_age=30 * 24 * 3600)
def show_colours(request: HttpRequest, accent: str) -> HttpResponse:
    """Answer with the style sheet of an accent colour, six hexadecimal digits.

    Of the launcher, and of a card where there is none. So the colours are there at the first paint, without
    JavaScript and under a policy without inline styles.
    """
    lines = [f"--support-{name}: {colour};" for name, colour in accent_colours(f"#{accent}").items()]
    return HttpResponse(
        f"support-chat, .support-host-prompt {{ {' '.join(lines)} }}\n", content_type="text/css"
    )


urlpatterns = [re_path(r"^colours/(?P<accent>[0-9a-f]{6})\.css$", show_colours, name="chat-colours")]
