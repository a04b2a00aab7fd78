"""`make pictures`: screenshots of the example shop into docs/pictures/, from a shop of its own.

To add one, add a line to PICTURES, and show it in docs/gallery.md.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tools.buying.browser import go_to_address, put_in_basket
from tools.docs import scenes
from tools.paths import ROOT
from tools.run.processes import free_port
from tools.run.scratch import current_scratch
from tools.run.services import CHROMIUM
from tools.run.shop import Shop, clean_environment
from tools.setup.apt import CannotInstall

if TYPE_CHECKING:
    # The documentation is checked where no browser is installed.
    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 100_000  # bytes
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
Steps = Callable[["Page", str], object]


@dataclass(frozen=True)
class Picture:
    """A page below the language's prefix, and what to do before going there and before the shot."""

    name: str
    path: str
    before: Steps | None = None
    after: Steps | None = None
    language: str = "fa"
    size: str = "phone"

    @property
    def file(self) -> Path:
        """Where it goes."""
        return FOLDER / f"{self.name}-{self.language}-{self.size}.webp"


# The gallery (docs/gallery.md) shows them all.
PICTURES = (
    Picture("product", "/catalogue/", after=scenes.open_first_product),
    Picture("basket", "/basket/", before=put_in_basket),
    Picture("gateway", "/checkout/", before=put_in_basket),
    Picture("address", "/checkout/shipping-address/", before=go_to_address, language="ar"),
    Picture("payment", "/checkout/payment-details/", before=scenes.enter_address),
    Picture("thanks", "/checkout/thank-you/", before=scenes.buy),
    Picture("mail", "/basket/", before=scenes.buy, after=scenes.show_mail, language="ar"),
    Picture("reminder", "/basket/", before=scenes.leave_at_the_payment, after=scenes.show_mail),
    Picture("help", "/support/help/"),
    # Before somebody is there.
    Picture("assistant", "/basket/", before=put_in_basket, after=scenes.ask_assistant),
    Picture("chat", "/basket/", before=put_in_basket, after=scenes.talk),
    Picture("desk", "/dashboard/support/", before=scenes.ask_elsewhere, after=scenes.answer, size="desktop"),
    Picture(
        "settings", "/admin/support_plugin/supportsettings/", before=scenes.come_as_admin, size="desktop"
    ),
)


def take(browser: "Browser", shop: Shop, picture: Picture) -> None:
    """Take one picture and store it."""
    width, height = SIZES[picture.size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=picture.language, reduced_motion="reduce"
    )
    page = context.new_page()
    base = f"{shop.url}/{picture.language}"
    if picture.before:
        picture.before(page, base)
    page.goto(f"{base}{picture.path}")
    page.wait_for_load_state("networkidle")
    if picture.after:
        picture.after(page, base)
    picture.file.write_bytes(compress(page.screenshot()))
    context.close()


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
    from tools.run.browser import launch

    scratch = current_scratch()
    try:
        chromium = CHROMIUM.bring_up(scratch, install=True).address
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    shop = Shop(free_port(), scratch / "shop", {**clean_environment(), "EXAMPLE_SHOP_CRM": "1"})
    try:
        shop.prepare()
        shop.start()
        shop.wait_until_ready()
        with launch(chromium, scratch / "browser") as browser:
            take_all(browser, shop, set(sys.argv[1:]))
    finally:
        shop.stop()
    return 0


def take_all(browser: "Browser", shop: Shop, names: set[str]) -> None:
    """Take the named pictures, or all."""
    for picture in PICTURES:
        if not names or picture.name in names:
            take(browser, shop, picture)
            print(f"{picture.file.relative_to(ROOT)}: {picture.file.stat().st_size // 1000} KB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
