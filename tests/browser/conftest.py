"""A real server of the example shop, and a real browser in front of it."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from support_plugin.outbox.push.keys import new_private_key
from tests.browser.helpers.agents import Agent
from tests.browser.helpers.logins import AGENT, open_dashboard
from tests.browser.helpers.shops import QuickShop
from tests.helpers.databases import copy_migrated
from tests.helpers.smtp_server import MailServer, mail_server
from tools.buying.browser import press_add
from tools.run.browser import launch
from tools.run.processes import free_port
from tools.run.shop import Shop, clean_environment

STRICT = "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


# Whether a desk that opens is given a conversation depended on how full it was: the demo's shop assigns.
# And where nobody is there its assistant answers, which is tried by itself.
PEOPLE_ALONE = """
from support_plugin.models import QueueSettings, SupportSettings
QueueSettings.objects.update(assigns=False)
SupportSettings.objects.update(assistant_mode="off")
"""


def leave_to_people(shop: Shop) -> None:
    """Switch off what takes and answers conversations by itself."""
    shop.manage("shell", "-v0", "-c", PEOPLE_ALONE, quiet=True)


class StartShop(Protocol):
    """Starts one more shop with a copy of the seeded data.

    ``module``: its settings; the words are variables that these read. ``seed``: Python that is run before the
    server starts, which caches what the admin has set.
    """

    def __call__(self, module: str = QuickShop.settings, seed: str = "", **settings: str) -> Shop: ...


class NewPage(Protocol):
    """Opens a page in a browser context of its own; words are Playwright's for contexts."""

    def __call__(self, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def seeded_folder(scratch: Path) -> Path:
    """A shop's folder with database, pictures and static files; made by the worker that comes first."""
    folder = scratch / "seeded"
    with (scratch / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            folder.mkdir(exist_ok=True)
            copy_migrated(folder / "db.sqlite3")
            shop = QuickShop(free_port(), folder, clean_environment())
            shop.prepare("tests.browser.helpers.uncompressed")
            leave_to_people(shop)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def start_shop(seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartShop]:
    """A function that starts shops; all are stopped at the end. With a DATABASE_URL it fills that first."""
    shops: list[Shop] = []
    numbers = count()

    def start(module: str = QuickShop.settings, seed: str = "", **settings: str) -> Shop:
        folder = tmp_path_factory.mktemp("shops") / str(next(numbers))
        shutil.copytree(seeded_folder, folder, ignore=shutil.ignore_patterns("static"))
        (folder / "static").symlink_to(seeded_folder / "static")  # thousands of files, never changed
        shop = QuickShop(free_port(), folder, {**clean_environment(), **settings})
        shop.env["DJANGO_SETTINGS_MODULE"] = module
        shops.append(shop)
        if "DATABASE_URL" in settings:
            shop.prepare("tests.browser.helpers.uncompressed")
        if seed:
            shop.manage("shell", "-v0", "-c", seed, quiet=True)
        shop.start()
        shop.wait_until_ready()
        return shop

    yield start
    for shop in shops:
        shop.stop()


@pytest.fixture(scope="session")
def live_shop(start_shop: StartShop) -> Shop:
    """The shop most browser tests share; what they leave in it must not disturb the others."""
    return start_shop()


@pytest.fixture(scope="session")
def strict_shop(start_shop: StartShop) -> Shop:
    """One that allows no inline script and no inline style; time passes in it, and carts are left."""
    return start_shop(EXAMPLE_SHOP_CSP=STRICT)


@pytest.fixture(scope="session")
def push_shop(start_shop: StartShop) -> Shop:
    """A strict one that notifies browsers."""
    return start_shop(EXAMPLE_SHOP_CSP=STRICT, EXAMPLE_SHOP_PUSH_KEY=new_private_key())


@pytest.fixture(scope="session")
def mails() -> Iterator[MailServer]:
    """A mail server on this machine."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def mailing_shop(start_shop: StartShop, mails: MailServer) -> Shop:
    """A strict one as ``make demo`` serves it, with a real mail server; each test has its own addresses."""
    address = f"smtp://{mails.host}:{mails.port}"
    return start_shop(EXAMPLE_SHOP_CRM="1", EXAMPLE_SHOP_CSP=STRICT, EMAIL_URL=address)


@pytest.fixture(scope="session")
def stock_shop(start_shop: StartShop) -> Shop:
    """The same shop with Oscar's own templates."""
    return start_shop("tests.browser.helpers.stock_settings")


@pytest.fixture(scope="session")
def browser(chromium: str, scratch: Path) -> Iterator[Browser]:
    """One Chromium for all tests."""
    with launch(chromium, scratch / "browser") as running:
        yield running


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """A function that opens pages, each for a new person: Persian and on a phone by default.

    Each person comes from an address of their own: one address may not do much in a minute.
    After the test, every request must have gone to the shops themselves, and no script may have failed.
    """
    contexts: list[BrowserContext] = []
    addresses: list[str] = []
    errors: list[str] = []

    def new(**options: Any) -> Page:
        address = ".".join(["10", *(str(part) for part in uuid4().bytes[:3])])
        headers = {"X-Forwarded-For": address, **options.pop("extra_http_headers", {})}
        context = browser.new_context(
            **{"locale": "fa-IR", "viewport": PHONE, "extra_http_headers": headers, **options}
        )
        contexts.append(context)
        context.on("request", lambda request: addresses.append(request.url))
        context.on("weberror", lambda error: errors.append(f"{error.page and error.page.url}: {error.error}"))
        page = context.new_page()
        page.on("websocket", lambda socket: addresses.append(socket.url))
        return page

    yield new
    for context in contexts:
        context.close()
    assert [address for address in addresses if _is_foreign(address)] == []
    assert errors == []


def _is_foreign(address: str) -> bool:
    return not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page of one person."""
    return new_page()


@pytest.fixture
def stock_buyer(browser: Browser, stock_shop: Shop) -> Iterator[Page]:
    """Somebody with a cart in the shop with Oscar's templates, whose pages ask other hosts first."""
    context = browser.new_context(locale="en-GB")
    context.route(lambda url: not url.startswith(stock_shop.url), lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{stock_shop.url}/en/catalogue/")
    page.locator("article.product_pod:has(form) h3 a").first.click()
    press_add(page)
    yield page
    context.close()


@pytest.fixture
def agent(new_page: Callable[..., Page], live_shop: Shop) -> Agent:
    """An agent in a browser of their own."""
    return Agent(new_page(), live_shop)


@pytest.fixture
def words() -> str:
    """A question nobody else asks in the shared shop."""
    return f"هزینه‌ی پست چقدر است؟ {uuid4().hex[:8]}"


@pytest.fixture
def open_desk(new_page: NewPage) -> Callable[..., Page]:
    """A function that opens the desk in a browser of its own, logged in as an agent."""

    def opened(
        shop: Shop,
        person: str = AGENT,
        path: str = "",
        language: str = "fa",
        script: str = "",
        **options: Any,
    ) -> Page:
        page = new_page(**{"viewport": DESKTOP, "timezone_id": "Asia/Tehran", **options})
        if script:
            page.add_init_script(script)
        open_dashboard(page, shop.url, f"support/{path}", person, language)
        page.wait_for_selector("#support-desk")
        return page

    return opened
