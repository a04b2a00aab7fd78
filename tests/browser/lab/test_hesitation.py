"""What the browser notices of hesitation: each kind once, and nothing where nothing happens."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.faults import COUNT_LAYOUT_SHIFTS
from tests.browser.lab.hesitation import Shop

DESK = {"viewport": DESKTOP}
READ = "document.querySelector('summary').click()"
HIDE = """(is) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => is });
    document.dispatchEvent(new Event('visibilitychange')); }"""
OUT = "document.documentElement.dispatchEvent(new MouseEvent('mouseout', { bubbles: true, clientY: -3 }))"
COPY = """() => { getSelection().selectAllChildren(document.querySelector('#text'));
    document.body.dispatchEvent(new ClipboardEvent('copy', { bubbles: true })); }"""
SWIPE = (
    """(to) => { scrollTo(0, to); document.body.dispatchEvent(new Event('touchmove', { bubbles: true })); }"""
)
CHOOSE = "(value) => document.querySelector(`[name=method][value=${value}]`).click()"
EXCHANGE = """() => { const old = document.querySelector("support-hesitation"), next = old.cloneNode();
    next.dataset.page = "address"; delete next.dataset.pause; old.replaceWith(next); }"""
DENIED = """for (const area of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, area, { get() { throw new DOMException("denied", "SecurityError"); } });"""


def pause(shop, page):
    shop.pass_time(page, 75)


def leave_untouched(shop, page):
    shop.pass_time(page, 16 * 60)


def leave_by_the_top(shop, page):
    page.evaluate(OUT)


def go_to_another_tab(shop, page):
    page.keyboard.press("Shift")
    page.evaluate(HIDE, True)
    shop.pass_time(page, 2)
    page.evaluate(HIDE, False)


def scroll_up_quickly(shop, page):
    for to in (4000, 4000, 500):
        page.evaluate(SWIPE, to)


def read_the_details(shop, page):
    for _time in range(5):
        page.evaluate(READ)


def copy(shop, page):
    page.evaluate(COPY)


def be_refused(shop, page):
    for _time in range(2):
        shop.pass_time(page, 1)
        page.keyboard.press("Shift")
        page.evaluate("document.querySelector('#form').requestSubmit()")


def change_the_method(shop, page):
    for value in ("bank", "cash", "bank", "cash"):
        page.evaluate(CHOOSE, value)


HAPPENINGS = [
    (pause, "payment", ["paused"]),
    (leave_untouched, "address", ["idle"]),
    (leave_by_the_top, "basket", ["leaving"]),
    (go_to_another_tab, "payment", ["leaving"]),
    (scroll_up_quickly, "basket", ["leaving"]),
    (read_the_details, "basket", ["read_details"]),
    (copy, "product", ["copied"]),
    (be_refused, "address", ["form_refused"]),
    (change_the_method, "method", ["changed_method"]),
]


@pytest.fixture
def start(new_page):
    """Return a function that makes a shop with a browser of its own; words are the module's attributes."""

    def make(options=None, **data):
        return Shop(new_page(**(options or DESK)).context, **data)

    return make


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize(("happen", "where", "sent"), HAPPENINGS)
def test_each_kind_is_sent_once_however_often_it_happens(start, happen, where, sent, screen):
    shop = start({"viewport": PHONE, "has_touch": True} if screen == "phone" else DESK)
    page = shop.open(where)
    assert shop.beacons == []
    for _time in range(2):
        happen(shop, page)
        shop.settle(page)
    assert shop.beacons == [(kind, where) for kind in sent]


def test_going_back_and_forth_between_the_steps_is_sent_also_by_pages_kept_for_back(start):
    shop = start()
    page = shop.open("payment")
    for name in ("address", "payment", "basket", "address"):
        shop.open(name, page)
    assert shop.beacons == []
    shop.open("basket", page)
    assert shop.beacons == [("went_back", "basket")]


def test_methods_changed_over_several_pages_are_counted(start):
    shop = start()
    page = shop.open("method")
    for name in ("post", "courier", "courier", "post"):
        with page.expect_navigation():
            page.locator(f"#{name} button").click()
        shop.pass_time(page, 2)
        assert shop.beacons == []
    with page.expect_navigation():
        page.locator("#courier button").click()
    shop.settle(page)
    assert shop.beacons == [("changed_method", "method")]


def test_nothing_is_sent_by_a_page_where_nothing_happens(start):
    shop = start()
    page = shop.open("product")
    for name in ("basket", "address", "method", "payment"):
        shop.open(name, page)
        page.mouse.move(300, 300)
        page.mouse.wheel(0, 2000)
        page.keyboard.press("Tab")
        shop.pass_time(page, 30)
    page.evaluate(READ)
    page.evaluate(COPY)
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    shop.settle(page)
    assert shop.beacons == []


@pytest.mark.parametrize(("happen", "where"), [(leave_untouched, "payment"), (copy, "product")])
def test_of_two_tabs_one_sends(start, happen, where):
    shop = start()
    tabs = [shop.open(where), shop.open(where)]
    shop.pass_time(tabs[1], 16 * 60)
    for tab in tabs:
        happen(shop, tab)
        shop.settle(tab)
    assert shop.beacons.count(("copied" if where == "product" else "idle", where)) == 1


def test_the_tab_that_was_come_back_to_sends_what_time_has_brought(start):
    shop = start()
    first, _second = shop.open("address"), shop.open("product")
    first.evaluate("dispatchEvent(new Event('focus'))")
    leave_untouched(shop, first)
    assert shop.beacons == [("idle", "address")]


def test_a_hidden_page_does_not_pause_and_an_active_one_is_not_left(start):
    shop = start()
    page = shop.open("payment")
    page.evaluate(HIDE, True)
    shop.pass_time(page, 300)
    page.evaluate(HIDE, False)
    for _time in range(20):
        shop.pass_time(page, 55)
        page.keyboard.press("Shift")
    assert shop.beacons == []


def test_a_slow_or_small_scroll_and_a_pointer_that_goes_elsewhere_are_no_leaving(start):
    shop = start()
    page = shop.open("basket")
    page.evaluate(SWIPE, 4000)
    for to in (3800, 3600, 100):
        shop.pass_time(page, 2)
        page.evaluate(SWIPE, to)
    page.evaluate(SWIPE, 0)
    page.evaluate(OUT.replace("-3", "300"))
    page.evaluate(OUT.replace("clientY", "relatedTarget: document.body, clientY"))
    shop.settle(page)
    assert shop.beacons == []


def test_a_glance_aside_and_another_tab_of_the_shop_are_no_leaving(start):
    shop = start()
    page = shop.open("payment")
    page.keyboard.press("Shift")
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)
    shop.pass_time(page, 2)
    shop.open("product")
    page.evaluate(HIDE, True)
    shop.pass_time(page, 2)
    assert shop.beacons == []


def test_closing_the_details_is_no_reading_of_them(start):
    shop = start()
    page = shop.open("basket")
    for _time in range(4):
        page.evaluate(READ)
    shop.settle(page)
    assert shop.beacons == []
    page.evaluate(READ)
    shop.settle(page)
    assert shop.beacons == [("read_details", "basket")]


def test_one_refusal_of_many_fields_a_copy_of_nothing_and_other_choices_are_none(start):
    shop = start()
    page = shop.open("product")
    shop.pass_time(page, 1)
    page.keyboard.press("Shift")
    page.evaluate("document.querySelector('#form').requestSubmit()")
    page.evaluate("getSelection().removeAllRanges()")
    page.evaluate("document.body.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }))")
    page.evaluate("for (const one of document.querySelectorAll('[name=method]')) one.name = 'colour'")
    for value in ("bank", "cash") * 3:
        page.evaluate(CHOOSE.replace("method", "colour"), value)
    shop.settle(page)
    assert shop.beacons == []


def test_a_page_that_was_exchanged_without_loading_pauses_no_more(start):
    shop = start()
    page = shop.open("payment")
    shop.pass_time(page, 50)
    page.evaluate(EXCHANGE)
    shop.pass_time(page, 90)
    assert shop.beacons == []


@pytest.mark.parametrize(("happen", "where", "sent"), HAPPENINGS)
def test_it_works_where_the_browser_denies_storage(start, happen, where, sent):
    shop = start()
    shop.context.add_init_script(DENIED)
    page = shop.open(where)
    happen(shop, page)
    shop.settle(page)
    assert shop.beacons[:1] == [(kind, where) for kind in sent]


def test_global_privacy_control_is_obeyed(start):
    shop = start()
    shop.context.add_init_script("navigator.globalPrivacyControl = true")
    page = shop.open("product")
    copy(shop, page)
    leave_untouched(shop, page)
    assert shop.beacons == []


def test_what_the_server_has_noticed_is_sent_at_once_and_the_prompt_is_passed_on(start):
    shop = start(happened="payment_failed")
    shop.prompt = {"text": "?"}
    shop.context.add_init_script(
        "document.addEventListener('support:prompt', ({ detail }) => { window.prompted = detail; })"
    )
    page = shop.open("payment")
    assert shop.beacons == [("payment_failed", "payment")]
    page.wait_for_function("window.prompted")
    assert page.evaluate("window.prompted") == {"text": "?"}


def test_an_answer_that_fails_disturbs_nothing(start):
    shop = start()
    page = shop.open("product")
    shop.context.route("**/beacon/", lambda route: route.abort())
    copy(shop, page)
    shop.settle(page)


def test_off_the_page_it_is_silent_and_put_back_it_goes_on(start):
    shop = start()
    page = shop.open("product")
    page.evaluate("window.it = document.querySelector('support-hesitation'); it.remove()")
    copy(shop, page)
    leave_untouched(shop, page)
    assert shop.beacons == []
    page.evaluate("document.body.append(it)")
    shop.pass_time(page, 2)
    copy(shop, page)
    shop.settle(page)
    assert shop.beacons == [("copied", "product")]


def test_it_moves_nothing_on_the_page(start):
    shop = start()
    shop.context.add_init_script(COUNT_LAYOUT_SHIFTS)
    page = shop.open("basket")
    pause(shop, page)
    assert shop.beacons
    assert page.evaluate("document.querySelector('support-hesitation').getClientRects().length") == 0
    assert page.evaluate("window.shifts") == 0
