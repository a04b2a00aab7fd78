"""What waits for browsers that take nothing, or little."""

import asyncio

import pytest

from support_plugin.chat.live import slow_browsers
from support_plugin.chat.live.slow_browsers import Backlog


class Browser:
    """Takes frames only when the test asks for it."""

    def __init__(self):
        self.takes, self.got, self.ends, self.hungry = asyncio.Semaphore(0), [], 0, 0
        self.backlog = Backlog(self.send, self.end, self.end, self.feed)

    async def send(self, event):
        await self.takes.acquire()
        self.got.append(event.get("text"))

    def end(self):
        self.ends += 1
        self.backlog.clear()

    def feed(self):
        self.hungry += 1


@pytest.fixture(autouse=True)
def _no_other_backlogs(monkeypatch):
    monkeypatch.setattr(slow_browsers, "_total", slow_browsers.Total())


async def test_frames_arrive_in_their_order_and_leave_nothing_behind():
    browser = Browser()
    for number in range(5):
        browser.backlog.add(str(number))
        browser.takes.release()
    await asyncio.sleep(0.01)
    assert browser.got == list("01234")
    assert (browser.backlog.size, slow_browsers._total.size, len(slow_browsers._total.backlogs)) == (0, 0, 0)


async def test_bytes_are_counted_as_they_lie_in_memory():
    plain, emoji = Browser(), Browser()
    plain.backlog.add("a" * 4000)
    emoji.backlog.add("a" * 3999 + "😀")
    assert plain.backlog.size < 4200
    assert emoji.backlog.size > 16_000


async def test_a_browser_that_takes_too_little_has_no_room_until_it_took_half():
    browser = Browser()
    while browser.backlog.has_room():
        browser.backlog.add("x" * 10_000)
    assert browser.backlog.size < slow_browsers.ENOUGH + 11_000
    browser.takes.release()
    await asyncio.sleep(0.01)
    assert browser.hungry == 0
    for _ in range(20):
        browser.takes.release()
    await asyncio.sleep(0.01)
    assert (browser.hungry, browser.backlog.has_room()) == (1, True)


@pytest.mark.parametrize(("text", "number"), [("x" * 300_000, 5), ("x", 1001)])
async def test_a_browser_that_takes_nothing_must_come_back(text, number):
    browser = Browser()
    for _ in range(number):
        browser.backlog.add(text)
    assert browser.ends == 1
    assert slow_browsers._total.size <= 300_100


async def test_all_browsers_together_have_a_limit_and_the_slowest_goes(monkeypatch):
    monkeypatch.setattr(slow_browsers, "MAX_TOTAL", 1_000_000)
    slow, others = Browser(), [Browser() for _ in range(12)]
    slow.backlog.add("x" * 200_000)
    slow.backlog.add("x" * 200_000)
    for browser in others:
        browser.backlog.add("x" * 60_000)
    assert slow.ends == 1
    assert [browser.ends for browser in others] == [0] * 12
    assert slow_browsers._total.size <= 1_000_000


async def test_one_frame_that_is_not_taken_for_long_ends_it(monkeypatch):
    monkeypatch.setattr(slow_browsers, "STUCK_SECONDS", 0.05)
    browser = Browser()
    browser.backlog.add("x")
    await asyncio.sleep(0.2)
    assert (browser.ends, slow_browsers._total.size) == (1, 0)


async def test_frames_that_are_taken_in_time_end_nothing_however_many(monkeypatch):
    monkeypatch.setattr(slow_browsers, "STUCK_SECONDS", 0.1)
    browser = Browser()
    for _ in range(6):
        browser.backlog.add("x")
        await asyncio.sleep(0.05)
        browser.takes.release()
    await asyncio.sleep(0.15)
    assert (browser.ends, len(browser.got)) == (0, 6)
    browser.backlog.add("the last is not taken")
    await asyncio.sleep(0.25)
    assert (browser.ends, slow_browsers._total.size) == (1, 0)


async def test_no_timer_holds_what_has_ended(monkeypatch):
    browser = Browser()
    browser.backlog.add("x")
    await asyncio.sleep(0)
    browser.end()
    assert browser.backlog._timer is None
