"""Pictures that cost much more than they weigh. Run as a program, it draws one six times at once.

Its own process: what memory was taken at most can't be measured beside other tests.
"""

import io
import struct
import sys
import threading
import zlib
from pathlib import Path

from PIL import Image

SIDE = 4000
LARGE = (SIDE, SIDE)


def saved(picture, form, **options):
    """Return the picture as a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def png(width, height, colour_type, depth, extra=b""):
    """Return a PNG of one colour, written row by row: of any size and depth."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour_type]
    row = b"\0" * (1 + (width * channels * depth + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join([*(packer.compress(row) for _row in range(height)), packer.flush()])
    head = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    palette = chunk(b"PLTE", bytes(768)) if colour_type == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + palette
        + extra
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def chunk(name, data):
    """Return a part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def frames(mode, count):
    """Return the frames of an animation."""
    return [Image.new(mode, LARGE, number % 200) for number in range(count)]


def text_chunks():
    """Return texts that unpack to far more than they weigh."""
    packed = zlib.compress(b"x" * 900_000, 9)
    return b"".join(chunk(b"zTXt", b"Comment\0\0" + packed) for _number in range(60))


def gif_comments():
    """Return a GIF with ten megabytes of comment before its picture."""
    plain = saved(Image.new("P", (10, 10)), "GIF")
    start = plain.index(b"\x2c")
    return plain[:start] + b"\x21\xfe" + (b"\xff" + b"x" * 255) * 40_000 + b"\0" + plain[start:]


def animated(form, mode, **options):
    """Return an animation of a few large frames."""
    first, *others = frames(mode, 4)
    return saved(first, form, save_all=True, append_images=others, **options)


PICTURES = {
    "RGBA, 50 million pixels": lambda: png(7071, 7071, 6, 8),
    "RGBA": lambda: png(*LARGE, 6, 8),
    "RGBA of 16 bits": lambda: png(*LARGE, 6, 16),
    "grey of 16 bits": lambda: png(*LARGE, 0, 16),
    "palette": lambda: png(*LARGE, 3, 8),
    "one bit": lambda: png(*LARGE, 0, 1),
    "a line": lambda: png(16_000_000, 1, 6, 8),
    "PNG with long texts": lambda: png(*LARGE, 6, 8, text_chunks()),
    "PNG with a long Exif": lambda: png(*LARGE, 6, 8, chunk(b"eXIf", b"MM\0*" + bytes(9_000_000))),
    "PNG of many parts": lambda: png(9, 9, 6, 8, chunk(b"prIv", b"") * 700_000),
    "animated PNG": lambda: animated("PNG", "RGB"),
    "animated WebP": lambda: animated("WEBP", "RGB", method=0, quality=1),
    "animated GIF": lambda: animated("GIF", "P"),
    "GIF with a long comment": gif_comments,
    "CMYK JPEG, 49 million pixels": lambda: saved(Image.new("CMYK", (7000, 7000)), "JPEG"),
    "progressive JPEG": lambda: saved(Image.new("CMYK", (5000, 5000)), "JPEG", progressive=True),
    "JPEG with a long profile": lambda: saved(Image.new("RGB", LARGE), "JPEG", icc_profile=bytes(9_000_000)),
}


def megabytes():
    """Return what this process has taken at most."""
    # Not getrusage(): that is also what its parent took.
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main():
    """Draw a file six times at once, as uploads are; print the megabytes that it took."""
    from support_plugin.web.pictures import NoPicture, TooManyPixels, draw

    with open(sys.argv[1], "rb") as file:
        content = file.read()
    draw(io.BytesIO(saved(Image.new("RGB", (9, 9)), "PNG")), ("WEBP", (9, 9)))
    before = megabytes()
    unexpected = []

    def upload():
        try:
            draw(io.BytesIO(content), ("PNG", (2560, 2560)), ("WEBP", (480, 480)))
        except (NoPicture, TooManyPixels):
            pass
        except BaseException as error:  # reported by the test
            unexpected.append(repr(error))

    threads = [threading.Thread(target=upload) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(round(megabytes() - before), *unexpected)


if __name__ == "__main__":
    main()
