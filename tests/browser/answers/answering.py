"""A shop with a small help centre, whose processes write what they log into a file."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tools.run.shop import Shop

ARTICLES = {
    "cost-of-delivery": {
        "fa": (
            "هزینهٔ ارسال چقدر است؟",
            "پست ۶۵ هزار تومان است.\n\n- تهران: پیک\n- شهرهای دیگر: پست\n\nمبلغ دقیق در /fa/basket/ است.",
        ),
        "ar": ("كم تكلفة الشحن؟", "تكلفة الشحن معروضة في السلة."),
        "en": ("How much does delivery cost?", "You see the cost in your cart.\n\n- Post\n- Courier"),
    },
    "free-from": {
        "fa": ("ارسال از چه مبلغی رایگان است؟", "از یک میلیون تومان."),
        "ar": ("متى يكون الشحن مجانيًا؟", "من مبلغ معيّن."),
        "en": ("When is delivery free?", "From one million Toman."),
    },
    "money-back": {
        "fa": ("پولم کی برمی‌گردد؟", "تا سه روز کاری به همان کارت."),
        "ar": ("متى يعود المبلغ إلى حسابي؟", "خلال ثلاثة أيام عمل."),
        "en": ("When do I get my refund?", "Within three working days, to the same card."),
    },
    "hostile": {
        "fa": ("<img src=x onerror=alert(1)> هدیه می‌پیچید؟", "<script>alert(1)</script> javascript:alert(1)"),
        "en": ("<b>Do you</b> wrap gifts?", "<script>alert(1)</script>"),
    },
}
# One process, as each takes seconds to start.
SWITCH = """
from pathlib import Path
from support_plugin.answers.transfer.flows import import_articles
from support_plugin.answers.transfer.reading import read_articles
from support_plugin.models import Article, SupportSettings
import_articles(read_articles(Path("{file}")))
SupportSettings.objects.update_or_create(pk=1, defaults={{"answers_enabled": {on}}})
Article.objects.exclude(key__in={keys}).update(published_from=None)
"""


def start_answering(start_shop: Callable[..., Shop], folder: Path, *, on: bool = True) -> tuple[Shop, Path]:
    """Return a running shop with ``ARTICLES``, and the file with all that it logs."""
    shop = start_shop(EXAMPLE_SHOP_CSP="default-src 'self'; img-src 'self' data:; style-src 'self'")
    file, log = folder / "articles.json", folder / "log.txt"
    entries = [
        {
            "key": key,
            **{code: dict(zip(("question", "answer"), text, strict=True)) for code, text in texts.items()},
        }
        for key, texts in ARTICLES.items()
    ]
    file.write_text(json.dumps(entries), encoding="utf-8")
    shop.manage("shell", "-v0", "-c", SWITCH.format(on=on, file=file, keys=list(ARTICLES)), quiet=True)
    shop.stop()
    with log.open("wb") as output:
        shop.start(output)
    shop.wait_until_ready()
    return shop, log


def holds(shop: Shop, words: str) -> list[str]:
    """Return the rows of the whole database that hold these words."""
    with sqlite3.connect(f"file:{shop.folder / 'db.sqlite3'}?mode=ro", uri=True) as database:
        return [line for line in database.iterdump() if words in line]


def suggested(page: Page) -> Locator:
    """The questions before the first message."""
    return page.locator(".suggested button")


def matching(page: Page) -> Locator:
    """The answers to what is being typed."""
    return page.locator(".matching button")


def reading(page: Page) -> Locator:
    """The article that is read."""
    return page.locator(".reading")


def write(page: Page, text: str) -> None:
    """Type a text, letter by letter."""
    page.locator("#composer").press_sequentially(text)


def focused(page: Page) -> str:
    """Return the class or id of what has the focus in the panel."""
    return page.evaluate(
        "() => { const node = document.activeElement.shadowRoot?.activeElement"
        " ?? document.querySelector('.support-host')?.shadowRoot.activeElement;"
        " return node ? node.id || node.className : ''; }"
    )


def text_of(key: str, language: str) -> re.Pattern[str]:
    """Return what an article's question reads like, wherever it stands."""
    return re.compile(re.escape(ARTICLES[key][language][0]))


def is_read(page: Page, key: str, language: str) -> None:
    """Wait until an article can be read."""
    expect(reading(page).get_by_role("heading")).to_have_text(text_of(key, language))
    expect(reading(page).locator(".words")).not_to_have_attribute("aria-busy", "true")
