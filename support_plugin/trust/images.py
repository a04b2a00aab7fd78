"""The pictures of badges."""

from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from support_plugin.pictures import NoPicture, TooManyPixels, encode, open_picture

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000


def redraw(upload: IO[bytes], size: int, box: tuple[int, int]) -> ContentFile:
    """Return the uploaded picture as a PNG without metadata that fits ``box``, (width, height) in pixels.

    ``size`` is the upload's, in bytes. Raises ValidationError for what is too large or no picture.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 2 MB."))
    try:
        pixels = open_picture(upload, MAX_PIXELS)
    except TooManyPixels:
        raise ValidationError(_("The picture has too many pixels: at most 16 million.")) from None
    except NoPicture as error:
        raise ValidationError(_("This is no picture. Choose a PNG, JPEG, WebP or GIF file.")) from error
    return ContentFile(encode(pixels, "PNG", box), name="badge.png")
