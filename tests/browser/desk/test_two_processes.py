"""Two agents and two shoppers, each in a browser of their own, at a shop of two processes with real services.

Agent A and shopper 1 are connected to the first process, agent B and shopper 2 to the second: what one does
reaches the others by PostgreSQL and Redis alone.
"""

import json
import re
from email import message_from_bytes, policy
from random import choice
from string import ascii_lowercase
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.asking import Asking, basket, place_order, put_into_the_cart
from tests.browser.helpers.chatting import theirs
from tests.browser.helpers.desks import answer, ready, row
from tests.browser.helpers.logins import SHOPPER, log_in
from tests.browser.helpers.two_processes import TwoProcesses, fresh_database

MARYAM, SINA = "agent1@example.com", "agent2@example.com"
CHANGE = """
from oscar.core.loading import get_model
for record in get_model("partner", "StockRecord").objects.filter(product={product}):
    {change}
    record.save()
"""
ASSIGN = "from support_plugin.models import QueueSettings as Q; q = Q.objects.get(); q.assigns = {}; q.save()"
ANSWER, LATE_ANSWER = "همین حالا می‌پرسم.", "فردا می‌رسد."
# Long enough after an answer for an e-mail to whoever has not seen it.
LATER = """
from datetime import timedelta
from django.utils import timezone
from support_plugin.chat.away.sending import send_mails
send_mails(timezone.now() + timedelta(minutes=7))
"""


@pytest.fixture(scope="module", autouse=True)
def _patience():
    """What takes two processes and four browsers takes a loaded machine longer than one of each."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def shop(seeded_folder, tmp_path_factory, postgres_url, redis_url):
    """A shop in two processes, filled again; it has the others' static files."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "static").symlink_to(seeded_folder / "static")
    with fresh_database(postgres_url) as database:
        made = TwoProcesses(folder, database, redis_url)
        try:
            made.start()
            yield made
        finally:
            made.stop()


@pytest.fixture
def first(shop, new_page):
    """Shopper 1, a guest at the first process."""
    return Asking(new_page(), shop.first)


@pytest.fixture
def second(shop, new_page):
    """Shopper 2, a guest at the second process."""
    return Asking(new_page(), shop.second)


@pytest.fixture
def desks(shop, open_desk):
    """A function that opens the desks of Maryam at the first process and of Sina at the second."""

    def opened(conversation=""):
        path = f"{conversation}/" if conversation else ""
        pages = open_desk(shop.first, MARYAM, path), open_desk(shop.second, SINA, path)
        for page in pages:
            ready(page)
        return pages

    return opened


def part(page, name):
    return page.locator(f'[data-part="{name}"]')


def action(page, name):
    return page.locator(f'[data-action="{name}"]').first


def holder(page):
    return page.locator('[data-fact="agent"]')


def turn_to(page, asking):
    row(page, asking.id).locator("a").click()
    expect(page.locator(".desk-message[data-seq]").first).to_be_visible()
    expect(page).to_have_url(re.compile(asking.id))


def choose_list(page, name):
    part(page, "lists").locator(f'[data-list="{name}"]').click()


# --- Whose it is --------------------------------------------------------------------------------------------


def test_of_two_agents_who_take_at_once_one_gets_it_and_the_other_reads_who(first, second, desks):
    for asking in (first, second):
        asking.ask()
    pages = desks()
    for asking in (first, second):
        for page in pages:
            turn_to(page, asking)
        statuses = take_at_once(pages)
        assert sorted(statuses) == [200, 409]
        winner, loser = sorted(pages, key=lambda page: statuses[pages.index(page)])
        expect(action(winner, "take")).to_be_hidden()
        expect(holder(winner)).to_have_text(re.compile("مریم|سینا"))
        name = holder(winner).inner_text()
        expect(part(loser, "action-error")).to_contain_text(name)
        expect(holder(loser)).to_have_text(name)
        # The one who was slower can't take it from a colleague.
        expect(action(loser, "take")).to_be_hidden()
        # Nobody else joined, for the shopper either.
        expect(asking.log().locator(".line", has_text=re.compile("مریم|سینا"))).to_have_count(1)
        expect(asking.log().locator(".line", has_text=name)).to_have_count(1)
        choose_list(winner, "mine")
        expect(row(winner, asking.id)).to_be_visible()
        choose_list(winner, "all")


def take_at_once(pages):
    """Have both press before either call goes out; return the statuses of the answers, in their order."""
    held = []
    for page in pages:
        page.route("**/take/", lambda route: held.append(route))
        with page.expect_request("**/take/"):
            action(page, "take").locator("button").click()
    while len(held) < len(pages):
        pages[0].evaluate("1")
    one, other = pages
    with one.expect_response("**/take/") as here, other.expect_response("**/take/") as there:
        for route in held:
            route.continue_()
    for page in pages:
        page.unroute("**/take/")
    return [here.value.status, there.value.status]


def test_a_conversation_is_handed_over_with_a_summary_and_put_back_and_both_see_it_live(second, desks):
    second.ask()
    maryam, sina = desks(second.id)
    action(maryam, "take").locator("button").click()
    for page in (maryam, sina):
        expect(holder(page)).to_contain_text("مریم")
    for page in (maryam, sina):
        page.evaluate("window.same = true")
    summary = f"دنبال سایز بزرگ‌تر است {uuid4().hex[:8]}"
    hand_over(maryam, "سینا", summary)
    for page in (maryam, sina):
        expect(holder(page)).to_contain_text("سینا")
        expect(page.locator(".desk-messages .desk-note-body")).to_have_text(summary)
        choose_list(page, "mine")
    expect(row(sina, second.id)).to_be_visible()
    expect(row(maryam, second.id)).to_have_count(0)
    expect(second.log()).to_contain_text("سینا")
    expect(second.log()).not_to_contain_text(summary)

    sina.locator('[data-menu="more"] summary').click()
    action(sina, "return").locator("button").click()
    for page in (maryam, sina):
        expect(holder(page)).to_have_text("–")
        choose_list(page, "waiting")
        expect(row(page, second.id)).to_be_visible()
        # All of it without loading the page again.
        assert page.evaluate("window.same")
    action(maryam, "take").locator("button").click()
    for page in (maryam, sina):
        expect(holder(page)).to_contain_text("مریم")


def hand_over(page, name, summary):
    page.locator('[data-menu="hand-over"] summary').click()
    form = action(page, "hand-over")
    receiver = form.locator("option", has_text=name).get_attribute("value")
    form.locator("select").select_option(receiver)
    form.locator("textarea").fill(summary)
    form.locator("button[type=submit]").click()


@pytest.fixture
def assigning(shop):
    """Whoever waits is given to an agent who is there."""
    shop.run(ASSIGN.format(True))
    yield
    shop.run(ASSIGN.format(False))


def test_what_an_agent_puts_back_is_given_to_the_other_one(first, desks, assigning):
    first.ask()
    pages = desks(first.id)
    for page in pages:
        expect(holder(page)).to_have_text(re.compile("مریم|سینا"))
    name = holder(pages[0]).inner_text()
    mine, other = pages if "مریم" in name else reversed(pages)
    mine.locator('[data-menu="more"] summary').click()
    action(mine, "return").locator("button").click()
    for page in pages:
        expect(holder(page)).to_have_text(re.compile("مریم|سینا"))
        expect(holder(page)).not_to_have_text(name)
    choose_list(other, "mine")
    expect(row(other, first.id)).to_be_visible()


# --- What only agents see -----------------------------------------------------------------------------------


def test_a_note_with_a_mention_reaches_the_colleague_live_and_the_shopper_in_no_way(
    shop, first, second, desks
):
    log_in(first.page, shop.first.url, SHOPPER)
    first.ask()
    second.ask()
    maryam, sina = desks()
    turn_to(maryam, first)
    turn_to(sina, second)
    # Letters that no escape of JSON or HTML and no digits of the language change.
    secret = "".join(choice(ascii_lowercase) for _ in range(12))
    write_note(maryam, f"{secret} @سینا کریمی")
    # He looks at another conversation.
    expect(part(sina, "mentions-count")).to_have_text("۱")
    turn_to(sina, first)
    for page in (maryam, sina):
        expect(page.locator(".desk-messages .desk-note-body")).to_contain_text(secret)
        expect(page.locator('.desk-note [data-field="mentions"]')).to_have_text("سینا کریمی")
    write_note(sina, f"باز {secret}")
    expect(maryam.locator(".desk-messages .desk-note")).to_have_count(2)

    answer(sina, ANSWER)
    expect(theirs(first.page, ANSWER)).to_be_visible()
    have_transcript_sent(first.page)
    found = received(first)
    first.page.goto("about:blank")
    answer(maryam, LATE_ANSWER)
    expect(sina.locator('.desk-message[data-sender="agent"][data-seq]', has_text=LATE_ANSWER)).to_be_visible()
    shop.run(LATER)
    # Colleagues get others.
    mails = [text for text in mails_in(shop.first.folder) if SHOPPER in text]
    assert [[words in text for words in (ANSWER, LATE_ANSWER)] for text in mails] == [
        [True, False],  # the transcript
        [False, True],  # the answer
    ]
    for name, text in {**found, "mails": "".join(mails)}.items():
        assert secret not in text, name


def write_note(page, text):
    page.locator(".desk-note-toggle").click()
    page.locator("#support-note-body").fill(text)
    page.locator(".desk-note-form button[type=submit]").click()
    expect(page.locator("#support-note-body")).to_have_value("")
    page.locator(".desk-note-toggle").click()


def have_transcript_sent(page):
    page.locator(".more").click()
    page.locator(".menu:not(.away) button").nth(1).click()
    page.locator(".menu:not(.away) [type=submit]").click()
    expect(page.locator(".menu:not(.away) [role=status]")).not_to_be_empty()


def received(asking):
    """Return what a shopper's browser has got, by where it was looked for; each has the answer."""
    about = f"conversations/{asking.id}/"
    found = {path: as_text(asking.call(path)) for path in ("session/", about, f"{about}?after=1")}
    found["frames"] = as_text([json.loads(frame) for frame in asking.frames])
    before = asking.bodies()
    asking.page.reload()
    expect(theirs(asking.page, ANSWER)).to_be_visible()
    found["panel"] = asking.page.locator(".panel").inner_text()
    found["bodies"] = before + asking.bodies()
    for name, text in found.items():
        assert ANSWER in text, name
    said = {"client_id": str(uuid4()), "body": "ممنون"}
    found["sending"] = as_text(asking.call(f"{about}messages/", said))
    assert said["body"] in found["sending"]
    for path in (f"{about}notes/", "mentions/"):
        found[path] = as_text(asking.call(path))
        assert "items" not in asking.call(path)
    return found | {"page": asking.page.content()}


def as_text(value):
    return json.dumps(value, ensure_ascii=False)


def mails_in(folder):
    """Return the headers and texts of each e-mail that the shop has sent, decoded, in their order."""
    for path in sorted((folder / "mail").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
        yield "\n".join([*map(str, mail.values()), *parts])


# --- Mending the cart ---------------------------------------------------------------------------------------


def propose(page, quantity, add=""):
    """Propose another quantity of the first line, and a product; return when the form is closed again."""
    page.locator(".desk-proposals > summary").click()
    page.locator('[data-proposals="lines"] input[type="number"]').first.fill(quantity)
    if add:
        page.locator('[data-proposals="search"]').fill(add)
        page.locator('[data-proposals="found"] button').first.click()
    page.locator('[data-proposals="send"]').click()
    expect(page.locator('[data-proposals="send"]')).to_be_hidden()


def offered(asking):
    """The card that can be accepted."""
    return asking.page.locator(".support-card:has(.support-card-accept)")


def test_an_accepted_proposal_makes_the_basket_what_the_card_said_and_undo_what_it_was(first, desks):
    put_into_the_cart(first, 0)
    first.ask()
    before = basket(first)
    assert [quantity for _title, quantity in before[0]] == ["۱"]
    _maryam, sina = desks(first.id)
    propose(sina, "3", add="دیوان حافظ")
    expect(offered(first)).to_be_visible()
    total = offered(first).locator(".support-card-total bdi").last.inner_text()
    assert basket(first) == before
    offered(first).locator(".support-card-accept").click()
    undo = first.page.locator(".support-card-undo")
    expect(undo).to_be_visible()
    # At the other process, without a reload.
    expect(sina.locator(".desk-messages .support-card")).to_have_count(2)
    ((title, quantity),) = before[0]
    goods, changed = basket(first)
    assert (quantity, changed) == ("۱", [total])
    assert goods == sorted([(title, "۳"), ("دیوان حافظ", "۱")])
    undo.click()
    expect(undo).to_have_count(0)
    expect(sina.locator(".desk-messages .support-card")).to_have_count(3)
    assert basket(first) == before


def accept_too_late(asking, desk, before, cards):
    """Accept what is out of date: the card says so, the basket is as before, and the agent sees it too."""
    offered(asking).locator(".support-card-accept").click()
    expect(asking.page.locator(".support-card-trouble").last).to_contain_text("چیزی تغییر نکرد")
    expect(offered(asking)).to_have_count(0)
    expect(asking.page.locator(".support-card-undo")).to_have_count(0)
    expect(asking.page.locator('[data-state="stale"]')).to_have_count(cards)
    expect(desk.locator(".desk-messages .support-card")).to_have_count(2 * cards)
    assert basket(asking) == before


def test_a_proposal_is_out_of_date_when_a_price_or_the_stock_has_changed(shop, first, desks):
    product = put_into_the_cart(first, 1)
    first.ask()
    _maryam, sina = desks(first.id)
    propose(sina, "2")
    expect(offered(first)).to_be_visible()
    shop.run(CHANGE.format(product=product, change="record.price *= 2"))
    dearer = basket(first)
    accept_too_late(first, sina, dearer, 1)
    # The new price can be proposed, until the last piece is sold elsewhere.
    propose(sina, "2")
    expect(offered(first)).to_be_visible()
    shop.run(CHANGE.format(product=product, change="record.num_in_stock = 1"))
    accept_too_late(first, sina, dearer, 2)


def test_a_proposal_is_out_of_date_when_the_cart_was_ordered(second, desks):
    put_into_the_cart(second, 2)
    second.ask()
    maryam, _sina = desks(second.id)
    propose(maryam, "2")
    expect(offered(second)).to_be_visible()
    order = place_order(second)
    accept_too_late(second, maryam, ([], []), 1)
    # What was bought is one piece, as before.
    assert order == ["× ۱"]
