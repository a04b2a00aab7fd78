"""Uploaded pictures: decoded and drawn anew, so that nothing but pixels is stored and served."""

from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000


def redraw(upload: IO[bytes], size: int, box: tuple[int, int]) -> ContentFile:
    """Return the uploaded picture as a PNG without metadata that fits ``box``, (width, height) in pixels.

    ``size`` is the upload's, in bytes. Raises ValidationError for what is too large or no picture. SVG is
    none here, as it may carry script.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 2 MB."))
    try:
        # Opening reads only the header, so that the check of the pixels comes before the memory is spent.
        with Image.open(upload, formats=FORMATS) as picture:
            _check_pixels(picture.size)
            pixels = ImageOps.exif_transpose(picture).convert("RGBA")
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises nearly anything for broken files.
        raise ValidationError(_("This is no picture. Choose a PNG, JPEG, WebP or GIF file.")) from error
    pixels.thumbnail(box)
    pixels.info.clear()
    drawn = BytesIO()
    pixels.save(drawn, "PNG", optimize=True)
    return ContentFile(drawn.getvalue(), name="badge.png")


def _check_pixels(size: tuple[int, int]) -> Any:
    if size[0] * size[1] > MAX_PIXELS:
        raise ValidationError(_("The picture has too many pixels: at most 16 million."))
