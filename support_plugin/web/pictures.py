"""Uploaded pictures: decoded and drawn again, so that nothing but pixels is stored and served.

A file of 200 kB may decode to gigabytes. Hence pictures are decoded one at a time in each process, none that
needs more than a set amount of memory, and reduced before anything else is done with their pixels.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO, Any, cast

from PIL import Image, ImageOps

# How each format is written.
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 88, "optimize": True},
    "WEBP": {"quality": 80},
}
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# Pixels that are decoded, at four bytes each and, in WebP, several times over.
MOST_PIXELS = 16_000_000
# A JPEG is decoded at the size that is needed; phones make up to 50 million. A progressive one keeps six or
# eight bytes for each pixel of its full size.
MOST_OF_JPEG, MOST_OF_PROGRESSIVE = 50_000_000, 25_000_000
# Pieces that a file is read in: a million comments before the pixels take long, in GIF quadratic time.
MOST_READS, MOST_READS_OF_GIF = 50_000, 5_000
ORIENTATION = 0x0112  # of Exif
# Seconds for which a picture waits for others.
PATIENCE = 30

_turn = BoundedSemaphore()


class NoPicture(Exception):
    """Broken, or of no format that every browser shows. SVG is no picture here: it carries script."""


class TooManyPixels(Exception):
    """Drawing the picture would take too much memory."""


class Busy(Exception):
    """So many pictures are being drawn that this one did not get its turn."""


@dataclass(frozen=True)
class Drawn:
    """``width`` and ``height`` of the first of the ``files``, in pixels."""

    width: int
    height: int
    files: list[bytes]


def draw(upload: IO[bytes], *renditions: tuple[str, tuple[int, int]]) -> Drawn:
    """Return the picture as files of nothing but pixels, upright; of an animation the first frame.

    ``renditions``: format ("PNG", "JPEG", "WEBP") and the largest width and height of each file, the largest
    first. Waits while this process draws other pictures. Raises NoPicture, TooManyPixels or Busy.
    """
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _drawer().submit(_draw, upload, renditions).result()
    finally:
        _turn.release()


@cache
def _drawer() -> ThreadPoolExecutor:
    # Always the same thread: each has a heap of its own, which gives back little of what it once took.
    return ThreadPoolExecutor(1, "support_pictures")


# A forked process has none of its parent's threads, and its lock may be held for ever.
def _start_over() -> None:
    global _turn
    _drawer.cache_clear()
    _turn = BoundedSemaphore()


os.register_at_fork(after_in_child=_start_over)


def _draw(upload: IO[bytes], renditions: tuple[tuple[str, tuple[int, int]], ...]) -> Drawn:
    pixels = _decode(upload, renditions[0][1])
    width, height = pixels.size
    files = []
    for form, box in renditions:
        pixels.thumbnail(box)
        file = BytesIO()
        pixels.save(file, form, **OPTIONS[form])
        files.append(file.getvalue())
    return Drawn(width, height, files)


def _decode(upload: IO[bytes], box: tuple[int, int]) -> Image.Image:
    file = cast(IO[bytes], _Counted(upload))
    try:
        # Opening reads only the header, so that the check of the pixels comes before the memory is spent.
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > _most_pixels(picture):
                raise TooManyPixels
            picture.draft(None, box)
            orientation = picture.getexif().get(ORIENTATION, 1)
            pixels = _in_colours(_reduced(picture, box))
            pixels.thumbnail(box)
            pixels = pixels.copy()
    except (TooManyPixels, Image.DecompressionBombError) as error:
        raise TooManyPixels from error
    except Exception as error:  # Pillow raises nearly anything for broken files.
        raise NoPicture from error
    pixels.info.clear()
    pixels.getexif()[ORIENTATION] = orientation
    ImageOps.exif_transpose(pixels, in_place=True)
    pixels.info.clear()
    return pixels


def _most_pixels(picture: Image.Image) -> int:
    if picture.format not in ("JPEG", "MPO"):
        return MOST_PIXELS
    return MOST_OF_PROGRESSIVE if picture.info.get("progressive") else MOST_OF_JPEG


def _reduced(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Return the picture at no more than a few times the box, in whole steps, which cost no second copy."""
    factor = min(picture.width // box[0], picture.height // box[1]) // 2
    # The colours of a palette, and the two halves of a 16-bit grey, can't be averaged.
    can_reduce = picture.mode in ("L", "RGB", "RGBA", "CMYK", "LA")
    return picture.reduce(factor) if factor > 1 and can_reduce else picture


def _in_colours(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        # Pillow's own conversion cuts what is above 255.
        picture = picture.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return picture if picture.mode == mode else picture.convert(mode)


class _Counted:
    """A file that can be read in so many pieces."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        file.seek(0)
        self.left = MOST_READS_OF_GIF if file.read(3) == b"GIF" else MOST_READS
        file.seek(0)
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        self.left -= 1
        if self.left < 0:
            raise OSError("too many pieces")
        return self.file.read(size)
