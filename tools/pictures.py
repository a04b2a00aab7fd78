"""`make pictures`: screenshots of the example shop into docs/pictures/, from a shop of its own.

To add one, add a line to PICTURES; each is taken in every language and size it names.
"""

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page

from tools.apt import CannotInstall
from tools.browser import launch
from tools.paths import ROOT
from tools.processes import free_port
from tools.scratch import current_scratch
from tools.services import CHROMIUM
from tools.shop import Shop, clean_environment

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 150_000  # bytes
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
LOG_IN = "form:has([name=login-username]) [type=submit]"
ADD_TO_BASKET = "form[action*='/basket/add/'] [type=submit]"

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


def put_in_basket(page: Page, base: str) -> None:
    """Put the first product that needs no choice into the basket."""
    page.goto(f"{base}/catalogue/")
    page.locator(ADD_TO_BASKET).first.click()
    page.wait_for_load_state("networkidle")


def open_first_product(page: Page, base: str) -> None:
    """Go to the first product of the list."""
    page.locator("article a, .product_pod a").first.click()
    page.wait_for_load_state("networkidle")


def open_chat(page: Page, base: str) -> None:
    """Open the chat."""
    page.locator(".support-launcher").first.click()
    page.locator("support-chat textarea").wait_for()


QUESTION = {
    "fa": ("سلام، این زعفران از برداشت امسال است؟", "سلام! بله، برداشت آبان امسال از تربت حیدریه است."),
    "ar": ("مرحبًا، هل هذا الزعفران من محصول هذا العام؟", "أهلًا! نعم، من محصول هذا الخريف في تربت حيدرية."),
    "en": ("Hello, is this saffron from this year's harvest?", "Hello! Yes, from this autumn, from Torbat."),
}


def ask_here(page: Page, base: str) -> None:
    """Ask in the chat of this page."""
    open_chat(page, base)
    page.locator("support-chat textarea").fill(QUESTION[base[-2:]][0])
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)


def answer(page: Page, base: str) -> None:
    """Answer, as the agent, the conversation that came last."""
    page.locator(".desk-entry-link").first.click()
    page.locator("#support-desk-body").fill(QUESTION[base[-2:]][1])
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)


def talk(page: Page, base: str) -> None:
    """Ask here, and have an agent in another browser answer."""
    ask_here(page, base)
    agent = other_browser(page)
    log_in_as_agent(agent, base)
    agent.goto(f"{base}/dashboard/support/")
    answer(agent, base)
    agent.context.close()
    page.wait_for_timeout(500)


def ask_elsewhere(page: Page, base: str) -> None:
    """Let a shopper ask something in a browser of their own; then log in here as the agent."""
    shopper = other_browser(page)
    put_in_basket(shopper, base)
    shopper.goto(f"{base}/basket/")
    ask_here(shopper, base)
    shopper.context.close()
    log_in_as_agent(page, base)


def other_browser(page: Page) -> Page:
    """A page in a browser that shares nothing with this one."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_page(locale="fa-IR", reduced_motion="reduce")


def log_in_as_agent(page: Page, base: str) -> None:
    """Log in as the first agent."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login-username]", "agent1@example.com")
    page.fill("[name=login-password]", demo_password())
    page.locator(LOG_IN).click()
    page.wait_for_load_state("networkidle")


@cache
def demo_password() -> str:
    """The password of the demo's users."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_shop.settings"
    os.environ["EXAMPLE_SHOP_VAR"] = str(current_scratch() / "shop")
    django.setup()
    from example_shop.demo.people import PASSWORD

    return str(PASSWORD)


PICTURES = (
    Picture("home", "/"),
    Picture("catalogue", "/catalogue/"),
    Picture("basket", "/basket/", before=put_in_basket),
    Picture("chat", "/basket/", before=put_in_basket, after=talk),
    Picture("product", "/catalogue/", after=open_first_product),
    Picture("gateway", "/checkout/", before=put_in_basket),
    Picture("desk", "/dashboard/support/", before=ask_elsewhere, after=answer, sizes=("desktop",)),
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
