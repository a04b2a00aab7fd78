"""Renders the pictures with Chromium and stores them as WebP; see README.md."""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from .canvas import Canvas
from .pictures import all_pictures

PICTURES = Path(__file__).resolve().parent.parent / "pictures"
LIMITS = {"hero": 90_000}
FONTS = {
    "Vazirmatn": "vazirmatn/fonts/webfonts/Vazirmatn-Bold.woff2",
    "Nastaliq": "@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-600-normal.woff2",
    "Lalezar": "@fontsource/lalezar/files/lalezar-arabic-400-normal.woff2",
}


def page(canvases: list[Canvas], fonts: Path) -> str:
    """Return an HTML page with the pictures one below the other; fonts come from `fonts`/node_modules."""
    faces = "".join(
        f"@font-face{{font-family:{name};src:url('file://{fonts / 'node_modules' / path}')}}"
        for name, path in FONTS.items()
    )
    body = "".join(canvas.svg() for canvas in canvases)
    return f"<!doctype html><meta charset=utf-8><style>{faces}*{{margin:0}}svg{{display:block}}</style>{body}"


def screenshot(canvases: list[Canvas], fonts: Path) -> Image.Image:
    """Return one tall picture of the page, rendered by Chromium."""
    width, height = max(c.width for c in canvases), sum(c.height for c in canvases)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(page(canvases, fonts), encoding="utf-8")
        chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
        subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--allow-file-access-from-files", "--virtual-time-budget=4000",
             f"--window-size={width},{height}", f"--screenshot={target}", source.as_uri()],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
        return Image.open(target).convert("RGB")


def encode(image: Image.Image, limit: int) -> bytes:
    """Return WebP no larger than `limit` bytes, at the best quality (82 or less) that fits."""
    for quality in range(82, 40, -3):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= limit:
            return buffer.getvalue()
    raise ValueError(f"does not fit into {limit} bytes")


def main() -> None:
    """Draw the pictures whose names start with one of the arguments; without arguments, all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="beginnings of names, such as TEA or category")
    parser.add_argument("--fonts", type=Path, default=Path.cwd(), help="folder that holds node_modules")
    options = parser.parse_args()
    wanted = {
        n: c for n, c in all_pictures().items() if not options.names or n.startswith(tuple(options.names))
    }
    PICTURES.mkdir(exist_ok=True)
    names = list(wanted)
    for first in range(0, len(names), 6):
        batch = names[first : first + 6]
        sheet, top = screenshot([wanted[n] for n in batch], options.fonts.resolve()), 0
        for name in batch:
            canvas = wanted[name]
            image = sheet.crop((0, top, canvas.width, top + canvas.height))
            (PICTURES / f"{name}.webp").write_bytes(encode(image, LIMITS.get(name, 45_000)))
            top += canvas.height


if __name__ == "__main__":
    main()
