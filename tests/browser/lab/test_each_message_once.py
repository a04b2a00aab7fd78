"""Each message stands on the screen once, with a state that ends, whatever the shop and the line do."""

import pytest
from playwright.sync_api import Page, expect


def waits(page: Page) -> int:
    """How many messages say that they are being sent."""
    return page.get_by_text("Sending…", exact=True).count()


def test_what_is_written_after_the_end_stands_once_below_it(lab):
    lab.open("shop.open(); shop.delay = (call) => (call.startsWith('POST') ? 60 : 1)")
    lab.say("before")
    expect(lab.page.get_by_text("before", exact=True)).to_be_visible()
    lab.shop("shop.close()")
    lab.say("after")
    expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()
    lab.page.wait_for_function("() => shop.stored === 2")
    expect(lab.page.get_by_text("Sending…", exact=True)).to_have_count(0)
    assert lab.bubbles == ["before", "after"]


def test_what_was_written_just_before_the_unannounced_end_stands_once(lab):
    lab.open("shop.open()")
    lab.say("one")
    expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()
    lab.shop("(shop.latest.state.status = 'closed')")
    for text in ("two", "three"):
        lab.say(text)
    lab.page.wait_for_function("() => shop.stored === 3")
    expect(lab.page.get_by_text("Sending…", exact=True)).to_have_count(0)
    assert lab.bubbles == ["one", "two", "three"]


def test_three_conversations_one_after_the_other_stand_in_order_each_message_once(lab):
    lab.open()
    for number in range(3):
        lab.say(f"question {number}")
        lab.page.wait_for_function(f"() => shop.stored === {number + 1}")
        lab.shop("shop.close()")
    lab.say("last")
    lab.page.wait_for_function("() => shop.stored === 4")
    expect(lab.page.get_by_text("Sending…", exact=True)).to_have_count(0)
    assert lab.bubbles == ["question 0", "question 1", "question 2", "last"]
    expect(lab.page.get_by_text("This conversation has ended")).to_have_count(3)


def test_what_is_deleted_leaves_the_screen_and_the_next_message_stands_alone(lab):
    lab.open("shop.open()")
    lab.say("secret")
    expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()
    lab.page.evaluate("""async () => {
        const { client } = document.querySelector("support-chat").panel;
        await client.delete();
    }""")
    expect(lab.page.locator(".message.shopper")).to_have_count(0)
    lab.say("again")
    lab.page.wait_for_function("() => shop.stored === 2")
    assert lab.bubbles == ["again"]


@pytest.mark.parametrize("seed", range(6))
def test_frames_and_answers_twice_late_and_out_of_order_double_nothing_on_the_screen(lab, seed):
    lab.open(f"""
        let state = {seed + 1};
        const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
        shop.open();
        shop.delay = () => random() * 60;
        shop.copies = () => [1 + random() * 40, 1 + random() * 40];
    """)
    for number in range(8):
        lab.say(f"said {number}")
        if number % 3 == 0:
            lab.shop(f"shop.answer('answer {number}')")
        if number == 4:
            lab.shop("shop.close()")
        if number == 6:
            lab.shop("[...shop.sockets].forEach((socket) => socket.break())")
    own = "shop.conversations.flatMap((c) => c.messages).filter(({ sender }) => sender === 'shopper')"
    lab.page.wait_for_function(f"() => {own}.length === 8")
    expect(lab.page.get_by_text("Sending…", exact=True)).to_have_count(0, timeout=15_000)
    texts = lab.bubbles
    assert len(texts) == len(set(texts))
    assert [text for text in texts if text.startswith("said")] == [f"said {number}" for number in range(8)]
    assert waits(lab.page) == 0
