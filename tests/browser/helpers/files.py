"""Files that people attach."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


def picture(size: tuple[int, int] = (640, 480), form: str = "PNG", **options: Any) -> bytes:
    """Return a picture's content; words are Pillow's for ``save``."""
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, form, **options)
    return file.getvalue()


def file_of(name: str, content: bytes) -> Any:
    """Return a file as Playwright takes it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def attach(page: Page, *files: Any) -> None:
    """Choose files in the open chat, as soon as it offers that."""
    expect(page.locator(".support-attach")).to_be_visible()
    page.locator(".panel input[type=file]").set_input_files(list(files))
