"""One who asks a lot waits behind themselves."""

import asyncio

from support_plugin.chat.live.turns import Turns
from support_plugin.limits import Who


class Reader:
    """Notes in which order reads begin, and lets them go on one by one."""

    def __init__(self):
        self.turns, self.begun, self.may_end = Turns(), [], asyncio.Semaphore(0)

    async def read(self, name, who):
        async with self.turns.of(who):
            self.begun.append(name)
            await self.may_end.acquire()


async def test_a_flood_of_one_person_lets_others_go_first():
    reader = Reader()
    flood = [asyncio.create_task(reader.read("flood", Who("192.0.2.1", "key-1"))) for _ in range(50)]
    await asyncio.sleep(0)
    other = asyncio.create_task(reader.read("other", Who("192.0.2.2", "key-2")))
    await asyncio.sleep(0.01)
    assert reader.begun == ["flood", "other"]
    for _ in range(51):
        reader.may_end.release()
    await asyncio.gather(other, *flood)
    assert reader.begun.count("flood") == 50


async def test_many_cookies_of_one_address_stand_in_line_together():
    reader = Reader()
    whos = [Who(f"2001:db8::{number:x}", f"key-{number}") for number in range(50)]
    flood = [asyncio.create_task(reader.read("flood", who)) for who in whos]
    await asyncio.sleep(0.01)
    other = asyncio.create_task(reader.read("other", Who("192.0.2.2", "key-x")))
    await asyncio.sleep(0.01)
    assert reader.begun == ["flood"] * 4 + ["other"]
    for _ in range(51):
        reader.may_end.release()
    await asyncio.gather(other, *flood)


async def test_what_fails_or_is_given_up_leaves_its_turn_to_the_next():
    turns, who = Turns(), Who("192.0.2.1", "key-1")
    for error in (ValueError, asyncio.CancelledError):
        try:
            async with turns.of(who):
                raise error
        except error:
            pass
    async with asyncio.timeout(1), turns.of(who):
        pass
    assert not list(turns._turns)
