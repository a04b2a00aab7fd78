"""A page with the module that notices hesitation, and a shop that only counts what is sent."""

import json
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.lab import ADDRESS, STATIC
from tools.paths import ROOT

BEACON = f"{ADDRESS}/beacon/"
STEPS = {"product": None, "basket": 10, "address": 30, "method": 40, "payment": 50, "preview": 60}
BODY = """
    <section class="support-notice"><details><summary>Shipping</summary>More</details></section>
    <p id="text">Saffron, a gram</p>
    <form id="form" action="#"><input required name="line1"><input required name="line4">
        <input type="radio" name="method" value="bank"><input type="radio" name="method" value="cash">
        <button>Go on</button></form>
    <form id="post" action="/method/"><input type="hidden" name="method_code" value="post"><button>P</button>
    </form><form id="courier" action="/method/"><input type="hidden" name="method_code" value="courier">
    <button>C</button></form><div style="height: 5000px"></div>"""


class Shop:
    """Answers one browser, and notes its beacons."""

    def __init__(self, context: BrowserContext, **data: str) -> None:
        self.context = context
        self.data = {"idle": "900", "times": "3", **data}
        self.beacons: list[tuple[str, str]] = []
        self.prompt: Any = None
        context.route(f"{ADDRESS}/**", self._answer)
        # Goes on by itself at first: pages load by it.
        context.clock.install()

    def open(self, name: str, page: Page | None = None) -> Page:
        """Go to one of the shop's pages, until the module has begun."""
        page = page or self.context.new_page()
        page.goto(f"{ADDRESS}/{name}/")
        self.pass_time(page, 2)
        return page

    def pass_time(self, page: Page, seconds: int) -> None:
        """Let time pass, and what is sent arrive."""
        page.clock.run_for(seconds * 1000)
        self.settle(page)

    def settle(self, page: Page) -> None:
        """Wait until what the page has sent is answered."""
        page.evaluate("fetch('/settled/')")

    def _answer(self, route: Route) -> None:
        request, path = route.request, route.request.url.removeprefix(ADDRESS)
        if request.url == BEACON:
            beacon = request.post_data_json
            self.beacons.append((beacon["kind"], beacon["page"]))
            route.fulfill(body=json.dumps({"prompt": self.prompt}), content_type="application/json")
        elif path.endswith(".js"):
            route.fulfill(path=ROOT / path.lstrip("/"), content_type="text/javascript")
        elif (name := path.split("?")[0].strip("/")) in STEPS:
            route.fulfill(body=self._page(name), content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body="")

    def _page(self, name: str) -> str:
        pause = {"pause": "60"} if name in ("basket", "method", "payment", "preview") else {}
        data = {"url": "/beacon/", "page": name, **pause, **self.data}
        if STEPS[name]:
            data["step"] = str(STEPS[name])
        attributes = " ".join(f'data-{key}="{value}"' for key, value in data.items())
        return f"""<!doctype html><html lang="fa" dir="rtl"><head><title>Lab</title></head><body>{BODY}
            <support-hesitation hidden {attributes}></support-hesitation>
            <script type="module" src="{STATIC}/carts/hesitation.js"></script></body></html>"""
