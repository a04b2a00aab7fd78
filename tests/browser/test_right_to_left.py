"""A shop with Oscar's own templates and turned style sheets is whole in Persian and Arabic."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.languages.conftest import empty_shop, run
from tools.paths import ROOT
from tools.run.processes import answers, free_port, start, stop, wait_until
from tools.run.shop import clean_environment

pytestmark = pytest.mark.timeout(600)
SHOPS = {
    "fa": {"LANGUAGE_CODE": "fa", "LANGUAGES": [("fa", "فارسی")]},
    "ar": {"LANGUAGE_CODE": "ar", "LANGUAGES": [("ar", "العربية")]},
}
if os.environ.get("SUPPORT_SOAK") != "1":
    # It differs by the lengths of words alone.
    del SHOPS["ar"]
SHOPPERS = ("", "catalogue/", "basket/", "accounts/login/", "search/?q=0001")
STAFFS = ("dashboard/", "dashboard/catalogue/products/1/", "dashboard/vouchers/create/", "dashboard/support/")
# Pixels by which the page can be moved sideways, and what of the open menus is out of sight.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN = """[...document.querySelectorAll(".dropdown-menu.show")].map((menu) => menu.getBoundingClientRect())
    .filter((box) => box.left < 0 || box.right > innerWidth).length"""


@pytest.fixture(scope="module", params=SHOPS)
def stock_shop(request, scratch, tmp_path_factory):
    """The address of a running shop in this language."""
    folder: Path = tmp_path_factory.mktemp("stock") / request.param
    folder.mkdir()
    chosen = {**SHOPS[request.param], "STATICFILES_DIRS": [str(folder / "static")], "ALLOWED_HOSTS": ["*"]}
    shutil.copy(empty_shop(scratch), folder)
    run("django", "support_turn_styles", folder=folder, chosen=chosen)
    run(
        "django", "shell", "-c", "from tests.languages.walk import seed; seed()", folder=folder, chosen=chosen
    )
    port = free_port()
    env = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "tests.languages.settings",
        "LANGUAGE_SHOP_FOLDER": str(folder),
        "LANGUAGE_SHOP_SETTINGS": json.dumps(chosen),
        "PATH": os.environ["PATH"],
    }
    server = [sys.executable, "-m", "django", "runserver", "--noreload", "--insecure", str(port)]
    with (folder / "log").open("wb") as log:
        process = start(server, cwd=ROOT, env=env, output=log)
    wait_until(lambda: answers(port), process, name="The stock shop")
    yield f"http://127.0.0.1:{port}/"
    stop(process)


@pytest.fixture
def open_page(browser, stock_shop):
    """A function that opens a page of the shop in a window of this width."""
    contexts = []

    def open_at(width, path="", is_staff=False):
        context = browser.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        # Oscar's base asks other hosts first, and takes its own copies then.
        context.route(lambda url: not url.startswith(stock_shop), lambda route: route.abort())
        page = context.new_page()
        if is_staff:
            page.goto(f"{stock_shop}dashboard/login/?next=/dashboard/")
            page.fill("[name=username]", "root@example.com")
            page.fill("[name=password]", "pass")
            page.press("[name=password]", "Enter")
            page.wait_for_url(f"{stock_shop}dashboard/")
        page.goto(stock_shop + path)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(stock_shop, open_page, width):
    moved = {}
    for paths, is_staff in ((SHOPPERS, False), (STAFFS, True)):
        page = open_page(width, paths[0], is_staff)
        for path in paths:
            page.goto(stock_shop + path)
            assert page.evaluate("document.documentElement.dir") == "rtl", path
            moved[path] = page.evaluate(SIDEWAYS)
    assert {path: pixels for path, pixels in moved.items() if pixels > 0} == {}


def open_menu(page, bar, which):
    """Open the first (0) or last (-1) menu of the bar that this selector names."""
    toggler = page.locator(f"{bar} .navbar-toggler").first
    if toggler.is_visible():
        toggler.click()
        # A menu clicked while the bar still unfolds may be missed.
        page.locator(f"{bar} .navbar-collapse.collapse.show").first.wait_for()
    page.locator(f"{bar} .dropdown-toggle:visible").nth(which).click()
    page.locator(".dropdown-menu.show").wait_for()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_menus_open_within_the_page(open_page, width):
    page = open_page(width)
    open_menu(page, "header", 0)
    assert page.evaluate(HIDDEN) == 0
    page = open_page(width, "dashboard/", is_staff=True)
    open_menu(page, ".navbar-primary", -1)
    assert page.evaluate(HIDDEN) == 0
    assert page.evaluate(SIDEWAYS) <= 0


def test_lists_of_choices_open_below_their_field(open_page):
    page = open_page(1280, "dashboard/vouchers/create/", is_staff=True)
    field = page.locator(".select2-container").last
    field.click()
    page.locator(".select2-dropdown").wait_for()
    assert abs(page.locator(".select2-dropdown").bounding_box()["x"] - field.bounding_box()["x"]) <= 1
    assert page.evaluate(SIDEWAYS) <= 0


def test_a_menu_of_a_button_stands_at_the_buttons_outer_edge(open_page):
    page = open_page(1280, "dashboard/catalogue/", is_staff=True)
    button = page.locator("table .dropdown-toggle").first
    button.click()
    menu = page.locator(".dropdown-menu.show")
    menu.wait_for()
    page.wait_for_function("document.querySelector('.dropdown-menu.show').hasAttribute('x-placement')")
    assert abs(menu.bounding_box()["x"] - button.bounding_box()["x"]) <= 2


def test_breadcrumbs_and_columns_begin_on_the_right(open_page):
    page = open_page(1280, "catalogue/")
    crumbs = [item.bounding_box()["x"] for item in page.locator(".breadcrumb-item").all()]
    assert crumbs == sorted(crumbs, reverse=True)
    aside, products = (page.locator(part).bounding_box() for part in ("aside.col-sm-4", ".col-sm-8"))
    assert aside["x"] > products["x"]


def test_arrows_point_the_other_way(open_page):
    page = open_page(1280, "basket/")
    turned = "getComputedStyle(document.querySelector('.fa-sign-in-alt'), '::before').transform"
    assert page.evaluate(turned) == "matrix(-1, 0, 0, 1, 0, 0)"


def test_the_editor_of_descriptions_runs_from_right_to_left(open_page):
    page = open_page(1280, "dashboard/catalogue/products/1/", is_staff=True)
    page.wait_for_function("window.tinymce?.activeEditor?.initialized")
    assert page.evaluate("tinymce.activeEditor.getBody().dir") == "rtl"
