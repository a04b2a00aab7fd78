import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from support_plugin.trust import images
from support_plugin.trust.images import reencode

BOX = (280, 112)


@pytest.fixture(autouse=True)
def _english():
    """The reasons are matched by their words."""
    with translation.override("en"):
        yield


def redrawn(file, size=None):
    return reencode(file, len(file.getvalue()) if size is None else size, BOX)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_png_that_fits_the_box(draw, form):
    with Image.open(redrawn(draw(form, (1200, 300)))) as picture:
        assert (picture.format, picture.size) == ("PNG", (280, 70))


def test_a_small_picture_is_not_enlarged(draw):
    with Image.open(redrawn(draw(size=(40, 20)))) as picture:
        assert picture.size == (40, 20)


def test_nothing_but_pixels_is_kept(draw):
    secret = PngInfo()
    secret.add_text("Comment", "<script>secret</script>")
    for file in (draw(pnginfo=secret), draw("JPEG", exif=_exif_with("secret"), icc_profile=b"secret" * 10)):
        file.seek(0, io.SEEK_END)
        file.write(b"secret: appended after the picture")
        assert b"secret" in file.getvalue()
        drawn = redrawn(file)
        assert b"secret" not in drawn.read()
        with Image.open(drawn) as picture:
            assert picture.info == {}


def _exif_with(text):
    exif = Image.Exif()
    exif[0x010E] = text
    return exif


def test_a_picture_taken_sideways_is_turned(draw):
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(redrawn(draw("JPEG", (100, 50), exif=exif))) as picture:
        assert picture.size == (50, 100)


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"",
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError):
        redrawn(io.BytesIO(content))


def test_a_picture_cut_off_in_the_middle_is_refused(draw):
    whole = draw(size=(300, 300)).getvalue()
    with pytest.raises(ValidationError):
        redrawn(io.BytesIO(whole[: len(whole) // 2]))


def test_a_format_that_browsers_need_not_know_is_refused(draw):
    with pytest.raises(ValidationError):
        redrawn(draw("TIFF"))


def test_a_file_too_large_is_refused_without_being_read(draw):
    with pytest.raises(ValidationError, match="2 MB"):
        redrawn(io.BytesIO(b"not read"), size=images.MAX_BYTES + 1)


def test_a_small_file_with_too_many_pixels_is_refused_before_it_is_unpacked(draw, monkeypatch):
    bomb = draw(size=(5000, 4000), mode="1")
    assert len(bomb.getvalue()) < 100_000
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    with pytest.raises(ValidationError, match="pixels"):
        redrawn(bomb)
