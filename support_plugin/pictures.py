"""Uploaded pictures: decoded and drawn anew, so that nothing but pixels is stored and served."""

from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageOps

# How each format is written.
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 88, "optimize": True},
    "WEBP": {"quality": 80},
}
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class NoPicture(Exception):
    """Broken, or of no format that every browser shows. SVG is no picture here: it carries script."""


class TooManyPixels(Exception):
    """Drawing the picture would take too much memory."""


def open_picture(upload: IO[bytes], max_pixels: int, box: tuple[int, int] | None = None) -> Image.Image:
    """Return the picture's pixels (RGB, or RGBA where something shines through), upright, without metadata.

    Of an animation it is the first frame. ``box``: (width, height) to which the caller will reduce it; of a
    JPEG no more than that needs to be decoded. Raises NoPicture or TooManyPixels.
    """
    try:
        # Opening reads only the header, so that the check of the pixels comes before the memory is spent.
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > max_pixels:
                raise TooManyPixels
            if box is not None:
                picture.draft(None, box)
            upright = ImageOps.exif_transpose(picture)
            pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (TooManyPixels, Image.DecompressionBombError) as error:
        raise TooManyPixels from error
    except Exception as error:  # Pillow raises nearly anything for broken files.
        raise NoPicture from error
    pixels.info.clear()
    return pixels


def encode(pixels: Image.Image, form: str, box: tuple[int, int]) -> bytes:
    """Return the picture as a file of the format ``form`` ("PNG", "JPEG", "WEBP") that fits ``box``."""
    reduced = pixels.copy()
    reduced.thumbnail(box)
    drawn = BytesIO()
    reduced.save(drawn, form, **OPTIONS[form])
    return drawn.getvalue()
