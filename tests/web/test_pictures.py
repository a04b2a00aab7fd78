"""Pictures of strangers take little memory, whatever they unpack to."""

import io
import os
import subprocess
import sys

import pytest
from PIL import Image

from support_plugin.web import pictures
from support_plugin.web.pictures import Busy, NoPicture, TooManyPixels, draw
from tests.helpers.hostile_pictures import PICTURES, gif_comments, png, saved
from tests.helpers.threads import at_once

MOST_MB = 400
# One of each kind of cost; `make soak` draws them all.
FEW = ["RGBA, 50 million pixels", "progressive JPEG"]
NAMES = list(PICTURES) if os.environ.get("SUPPORT_SOAK") == "1" else FEW
BOX = (500, 500)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", NAMES)
def test_six_hostile_pictures_at_once_take_little_memory(tmp_path, name):
    file = tmp_path / "picture"
    file.write_bytes(PICTURES[name]())
    command = [sys.executable, "-m", "tests.helpers.hostile_pictures", str(file)]
    taken, *unexpected = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert not set(unexpected) - {"Busy()"}
    assert int(taken) <= MOST_MB


def drawn(content, form="PNG", box=BOX):
    made = draw(io.BytesIO(content), (form, box))
    with Image.open(io.BytesIO(made.files[0])) as picture:
        picture.load()
        assert picture.size == (made.width, made.height)
        return picture


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn_in_colours(mode):
    picture = drawn(saved(Image.new(mode, (3000, 2000)), "PNG"))
    assert picture.size == (500, 333)
    assert picture.mode == ("RGBA" if mode.endswith("A") else "RGB")


def test_grey_of_sixteen_bits_keeps_its_shades():
    assert drawn(saved(Image.new("I;16", (100, 100), 40_000), "PNG")).getpixel((5, 5)) == (156, 156, 156)


def test_a_cmyk_picture_is_drawn_in_colours():
    assert drawn(saved(Image.new("CMYK", (3000, 2000)), "JPEG"), "JPEG").mode == "RGB"


def test_a_large_picture_taken_sideways_is_turned_and_reduced():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert drawn(saved(Image.new("RGB", (3000, 1500)), "JPEG", exif=exif)).size == (250, 500)


def test_more_pixels_than_there_is_memory_for_are_refused():
    with pytest.raises(TooManyPixels):
        draw(io.BytesIO(png(4001, 4000, 6, 8)), ("PNG", BOX))
    with pytest.raises(TooManyPixels):
        draw(io.BytesIO(saved(Image.new("L", (5001, 5000)), "JPEG", progressive=True)), ("PNG", BOX))


def test_a_file_of_endless_comments_is_refused():
    for content in (gif_comments(), PICTURES["PNG of many parts"]()):
        with pytest.raises(NoPicture):
            draw(io.BytesIO(content), ("PNG", BOX))


def test_pictures_are_drawn_one_at_a_time(monkeypatch):
    running, most = [], []
    decode = pictures._decode

    def watch(*args):
        running.append(1)
        most.append(len(running))
        try:
            return decode(*args)
        finally:
            running.pop()

    monkeypatch.setattr(pictures, "_decode", watch)
    content = saved(Image.new("RGB", (900, 900)), "PNG")
    at_once(*[lambda: drawn(content)] * 4)
    assert most == [1] * 4


def test_who_waits_too_long_gets_busy(monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with pictures._turn, pytest.raises(Busy):
        drawn(b"")
    assert drawn(saved(Image.new("RGB", (9, 9)), "PNG")).size == (9, 9)


def test_a_forked_process_draws_too():
    drawn(saved(Image.new("RGB", (9, 9)), "PNG"))
    program = (
        "import io, os, sys; from PIL import Image; from support_plugin.web.pictures import draw\n"
        "file = io.BytesIO(); Image.new('RGB', (9, 9)).save(file, 'PNG'); draw(file, ('PNG', (5, 5)))\n"
        "child = os.fork()\n"
        "if not child: os._exit(draw(file, ('PNG', (5, 5))).width)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 5
