"""Badges and the payment's safe area in a browser, on a phone and in Persian unless a test says otherwise.

The pages come under the policy that docs/trust.md names for eNamad; the test plays the provider's host.
"""

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE
from tests.browser.helpers.faults import axe
from tests.browser.helpers.logins import SHOPPER, log_in
from tools.buying.browser import put_in_basket
from tools.run.shop import Shop

WATCH = """
    window.shift = 0;
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https://trustseal.enamad.ir"
PROVIDER = "https://trustseal.enamad.ir/**"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 28"><style>.a{fill:#0f766e}</style>'
    b'<rect class="a" width="70" height="28" rx="4"/></svg>'
)
SEED = f"""
from django.core.files.base import ContentFile
from support_plugin.models import Badge, SupportSettings
from support_plugin.trust.svg_sanitizer import sanitize_svg
Badge.objects.all().delete()
Badge.objects.create(kind="security", preset="enamad", seal_id="714105", seal_code="kJCN",
    placements=["payment", "basket", "product"], foreign_host_confirmed=True)
Badge.objects.create(kind="payment", preset="shetab")
Badge.objects.create(kind="payment", preset="zarinpal", image=ContentFile(sanitize_svg({DRAWING}), "a.svg"))
Badge.objects.create(kind="returns", provider="x", verification_url="https://shop.example/returns",
    texts={{"fa": "هفت روز مهلت بازگشت، بی‌چون‌وچرا", "ar": "سبعة أيام للإرجاع", "en": "Seven days to return"}})
row = SupportSettings.objects.get()
row.payment_texts = {{"fa": "شمارهٔ کارت شما به فروشگاه نمی‌رسد.", "ar": "رقم بطاقتك لا يصل إلى المتجر.",
    "en": "The shop never sees your card number."}}
row.save()
"""


@pytest.fixture(scope="module")
def shop(start_shop: Callable[..., Shop]) -> Shop:
    """A shop with a seal from a provider, a drawing, names and words, under a strict policy."""
    running = start_shop(EXAMPLE_SHOP_CSP=POLICY)
    running.manage("shell", "-c", SEED, quiet=True)
    return running


@pytest.fixture
def visit(browser: Browser, shop: Shop) -> Iterator[Callable[..., Page]]:
    """Open pages of a shopper with a full basket; ``answer`` plays the provider's host."""
    contexts = []

    def open_page(answer: Callable[[Route], object], language: str = "fa", **options: object) -> Page:
        context = browser.new_context(**{"locale": "fa-IR", "viewport": PHONE, **options})
        contexts.append(context)
        context.route(PROVIDER, answer)
        context.add_init_script(WATCH)
        page = context.new_page()
        log_in(page, shop.url, SHOPPER, language)
        put_in_basket(page, f"{shop.url}/{language}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def seal(route: Route) -> None:
    """Answer as a provider that works."""
    drawn = io.BytesIO()
    Image.new("RGB", (125, 136), "navy").save(drawn, "PNG")
    route.fulfill(body=drawn.getvalue(), content_type="image/png")


def fail(route: Route) -> None:
    """Answer as a provider that is away."""
    route.abort()


def go_to(page: Page, shop: Shop, where: str, language: str = "fa") -> None:
    """Go to the basket, or through the checkout's steps to the payment."""
    base = f"{shop.url}/{language}"
    if where == "payment":
        page.goto(f"{base}/checkout/shipping-address/")
        page.locator("form:has([value=ship_to]) [type=submit]").first.click()
        page.wait_for_load_state()
        if "shipping-method" in page.url:
            page.locator("form:has([name=method_code]) [type=submit]").first.click()
            page.wait_for_load_state()
    page.goto(f"{base}/checkout/payment-details/" if where == "payment" else f"{base}/basket/")


PLACES = ["basket", "payment"]


@pytest.mark.parametrize("where", PLACES)
def test_badges_have_no_faults_that_axe_can_find_and_fit_a_phone(visit, shop, where):
    page = visit(seal)
    go_to(page, shop, where)
    expect(page.locator(".support-seal img").first).to_be_visible()
    # The safe area stands on the payment's page alone.
    assert axe(page, ".support-badges, .support-safe-area") == []
    page.set_viewport_size({"width": 320, "height": 700})
    for row in page.locator(".support-badges, .support-safe-area").all():
        box = row.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    for link in page.locator(".support-badges a").all():
        assert link.bounding_box()["height"] >= 44


@pytest.mark.parametrize("answer", [seal, fail])
@pytest.mark.parametrize("where", PLACES)
def test_nothing_moves_whether_the_providers_host_answers_or_not(visit, shop, where, answer):
    held: list[Route] = []
    page = visit(lambda route: held.append(route))
    go_to(page, shop, where)
    box = page.locator(".support-seal").first
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(700)
    while not held:  # pictures further down come when they are nearly in view; the test's own time ends it
        page.wait_for_timeout(50)
    before = box.bounding_box()
    assert (before["width"], before["height"]) == (84, 84)
    # What the shop's own parts did while the page was loading is not the badges' doing.
    page.evaluate("() => { shift = 0; }")
    for route in held:
        answer(route)
    if answer is seal:
        page.wait_for_function("() => document.querySelector('.support-seal img').naturalWidth === 125")
    else:
        expect(box.locator(".support-seal-name")).to_be_visible()
        expect(box.locator("img")).to_be_hidden()
        assert box.inner_text().strip()
    page.wait_for_timeout(300)
    assert box.bounding_box() == before
    assert page.evaluate("() => shift") == 0
    assert page.evaluate("() => violations") == []


def test_a_seal_is_shown_and_its_host_learns_the_shops_origin_alone(visit, shop):
    requested = []

    def answer(route: Route) -> None:
        requested.append((route.request.url, route.request.headers.get("referer")))
        seal(route)

    page = visit(answer)
    go_to(page, shop, "payment")
    page.locator(".support-seal").first.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.support-seal img').naturalWidth === 125")
    assert requested[0] == ("https://trustseal.enamad.ir/logo.aspx?id=714105&Code=kJCN", f"{shop.url}/")
    with page.context.expect_page() as opened:
        page.locator(".support-badges a", has=page.locator(".support-seal")).first.click()
    opened.value.wait_for_load_state()
    assert requested[-1] == ("https://trustseal.enamad.ir/?id=714105&Code=kJCN", f"{shop.url}/")
    assert opened.value.evaluate("() => window.opener") is None


def test_without_javascript_a_seal_has_its_name_too(visit, shop):
    page = visit(fail, java_script_enabled=False)
    page.goto(f"{shop.url}/fa/basket/")
    picture = page.locator(".support-seal img").first
    expect(picture).to_have_attribute("alt", page.locator(".support-seal-name").first.text_content() or "-")
    box = page.locator(".support-seal").first.bounding_box()
    assert (box["width"], box["height"]) == (84, 84)


def test_ways_to_pay_and_returns_stand_in_the_basket_already(visit, shop):
    page = visit(seal, "en")
    go_to(page, shop, "basket", "en")
    expect(page.get_by_role("list", name="Ways to pay").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("link", name="Seven days to return")).to_be_visible()


def test_the_payment_fields_stand_in_the_safe_area_with_a_drawing_that_draws(visit, shop):
    page = visit(seal, "en")
    go_to(page, shop, "payment", "en")
    area = page.get_by_role("region", name="Your payment")
    expect(area.locator("form")).to_have_count(1)
    expect(area).to_contain_text("The shop never sees your card number.")
    # This shop comes over HTTP, so it makes no such claim.
    expect(area).not_to_contain_text("encrypted")
    picture = area.locator("img[src$='.svg']")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector(\"img[src$='.svg']\").naturalWidth > 0")
    assert page.evaluate(
        "() => getComputedStyle(document.querySelector('.support-safe-area')).borderTopStyle"
    ) == ("solid")
