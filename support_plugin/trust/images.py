"""Uploaded pictures of badges: SVG is sanitized, any other is re-encoded as PNG."""

from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image

from support_plugin.trust import svg_sanitizer
from support_plugin.web.pictures import Busy, NoPicture, TooManyPixels, draw

MAX_BYTES = 2 * 1024 * 1024


def clean_picture(upload: IO[bytes], size: int, box: tuple[int, int]) -> ContentFile:
    """Return the uploaded picture with nothing in it but the picture: a drawing as SVG, any other as PNG.

    Arguments and errors as for :func:`reencode`.
    """
    # No format with pixels begins so; a mark of byte order may come first.
    is_drawing = upload.read(256).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    upload.seek(0)
    return _sanitize_upload(upload, size) if is_drawing else reencode(upload, size, box)


def _sanitize_upload(upload: IO[bytes], size: int) -> ContentFile:
    if size > svg_sanitizer.MAX_BYTES:
        raise ValidationError(_("The drawing is larger than 256 kB."))
    try:
        return ContentFile(svg_sanitizer.sanitize_svg(upload.read()), name="badge.svg")
    except svg_sanitizer.UnsafeSvg as error:
        raise ValidationError(
            _(
                "This drawing cannot be made safe. Save it as plain SVG, with a size, without style sheets"
                " other than simple classes, and without entities; or upload it as PNG."
            )
        ) from error


def reencode(upload: IO[bytes], size: int, box: tuple[int, int]) -> ContentFile:
    """Return the uploaded picture as a PNG without metadata that fits ``box``, (width, height) in pixels.

    ``size`` is the upload's, in bytes. Raises ValidationError for what is too large or no picture.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 2 MB."))
    try:
        drawn = draw(upload, ("PNG", box))
    except TooManyPixels:
        raise ValidationError(_("The picture has too many pixels: at most 16 million.")) from None
    except Busy:
        raise ValidationError(_("Other pictures are being drawn. Please try again in a minute.")) from None
    except NoPicture as error:
        raise ValidationError(_("This is no picture. Choose a PNG, JPEG, WebP, GIF or SVG file.")) from error
    return ContentFile(drawn.files[0], name="badge.png")


def picture_size(name: str, content: IO[bytes]) -> tuple[int, int]:
    """Return width and height of a picture made by :func:`clean_picture`; its name states the kind."""
    content.seek(0)
    if name.endswith(".svg"):
        size = svg_sanitizer.svg_size(content.read())
    else:
        with Image.open(content) as picture:
            size = picture.size
    content.seek(0)
    return size
