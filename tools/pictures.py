"""`make pictures`: screenshots of the example shop into docs/pictures/, from a shop of its own.

To add one, add a line to PICTURES; each is taken in every language and size it names.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tools import scenes
from tools.apt import CannotInstall
from tools.browser import launch
from tools.paths import ROOT
from tools.processes import free_port
from tools.scratch import current_scratch
from tools.services import CHROMIUM
from tools.shop import Shop, clean_environment

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 100_000  # bytes
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
Steps = Callable[[Page, str], None]


@dataclass(frozen=True)
class Picture:
    """A page below the language's prefix, and what to do before going there and before the shot."""

    name: str
    path: str
    before: Steps | None = None
    after: Steps | None = None
    languages: tuple[str, ...] = ("fa", "ar", "en")
    sizes: tuple[str, ...] = ("phone", "desktop")


RIGHT_TO_LEFT = ("fa", "ar")
PICTURES = (
    Picture("home", "/"),
    Picture("catalogue", "/catalogue/"),
    Picture("search", "/search/?q=%D8%B2%D8%B9%D9%81%D8%B1%D8%A7%D9%86", languages=RIGHT_TO_LEFT),
    Picture("product", "/catalogue/", after=scenes.open_first_product),
    Picture("basket", "/basket/", before=scenes.put_in_basket),
    Picture("gateway", "/checkout/", before=scenes.put_in_basket),
    Picture("address", "/checkout/shipping-address/", before=scenes.come_as_guest, languages=RIGHT_TO_LEFT),
    Picture("method", "/checkout/shipping-method/", before=scenes.enter_address, languages=RIGHT_TO_LEFT),
    Picture("payment", "/checkout/payment-details/", before=scenes.enter_address, languages=RIGHT_TO_LEFT),
    Picture("preview", "/checkout/preview/", before=scenes.choose_payment, languages=RIGHT_TO_LEFT),
    Picture("thanks", "/checkout/thank-you/", before=scenes.buy, languages=RIGHT_TO_LEFT),
    Picture("mail", "/basket/", before=scenes.buy, after=scenes.show_mail, languages=RIGHT_TO_LEFT),
    Picture("login", "/accounts/login/", languages=RIGHT_TO_LEFT),
    Picture("orders", "/accounts/orders/", before=scenes.order_as_shopper, languages=RIGHT_TO_LEFT),
    Picture("chat", "/basket/", before=scenes.put_in_basket, after=scenes.talk),
    Picture(
        "desk", "/dashboard/support/", before=scenes.ask_elsewhere, after=scenes.answer, sizes=("desktop",)
    ),
    Picture(
        "settings",
        "/admin/support_plugin/supportsettings/",
        before=scenes.come_as_admin,
        languages=RIGHT_TO_LEFT,
    ),
    Picture("badges", "/admin/support_plugin/badge/", before=scenes.come_as_admin, languages=RIGHT_TO_LEFT),
)


def take(browser: Browser, shop: Shop, picture: Picture, language: str, size: str) -> Path:
    """Take one picture and return its file."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    base = f"{shop.url}/{language}"
    if picture.before:
        picture.before(page, base)
    page.goto(f"{base}{picture.path}")
    page.wait_for_load_state("networkidle")
    if picture.after:
        picture.after(page, base)
    path = FOLDER / f"{picture.name}-{language}-{size}.webp"
    path.write_bytes(compress(page.screenshot()))
    context.close()
    return path


def compress(png: bytes) -> bytes:
    """The picture as WebP, at the best quality that is small enough."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in range(90, 20, -10):
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= LARGEST:
            break
    return packed.getvalue()


def main() -> int:
    """Take every picture, or those named on the command line."""
    scratch = current_scratch()
    try:
        chromium = CHROMIUM.bring_up(scratch, install=True).address
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    shop = Shop(free_port(), scratch / "shop", clean_environment())
    try:
        shop.prepare()
        shop.start()
        shop.wait_until_ready()
        with launch(chromium, scratch / "browser") as browser:
            take_all(browser, shop, set(sys.argv[1:]))
    finally:
        shop.stop()
    return 0


def take_all(browser: Browser, shop: Shop, names: set[str]) -> None:
    """Take the named pictures, or all, in each of their languages and sizes."""
    for picture in PICTURES:
        if names and picture.name not in names:
            continue
        for language in picture.languages:
            for size in picture.sizes:
                path = take(browser, shop, picture, language, size)
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} KB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
