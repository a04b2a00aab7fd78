"""At the desk in Persian, by keyboard: a suggestion sent as a card or as text, a wrong answer, a draft."""

import os
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.chatting import is_sent, open_chat, say, theirs
from tests.browser.helpers.desks import Shopper, answer, body_field, ready
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import ADMIN, open_dashboard
from tools.run.shop import Shop

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
ANSWER = "هزینه را در سبد خرید می‌بینید. بالای ۵۰۰ هزار تومان رایگان است."
RETURNS = "بسته را همان‌طور که آمده نگه دارید. " * 40 + "پیک برای بردنش می‌آید."
# The help centre on, with three articles; and what nobody could answer.
ARTICLES = f"""
from support_plugin import clock
from support_plugin.models import Article, SupportSettings
SupportSettings.objects.update_or_create(
    pk=SupportSettings.singleton_instance_id, defaults=dict(answers_enabled=True)
)
texts = dict([
    ("shipping-cost", ("هزینهٔ ارسال چقدر است؟", "{ANSWER}", "پول پیک چقده")),
    ("refund-time", ("پولم کی برمی‌گردد؟", "تا سه روز کاری به همان کارت.", "")),
    ("return-how", ("چطور کالا را پس بدهم؟", "{RETURNS}", "می‌خوام پسش بدم")),
])
for key, (question, words, also) in texts.items():
    article, made = Article.objects.get_or_create(key=key, defaults=dict(published_from=clock.now()))
    if made:
        article.texts.create(language="fa", question=question, answer=words, also=also)
"""
PUBLISHED = """
from support_plugin import clock
from support_plugin.models import Article
Article.objects.filter(key="shipping-cost").update(published_until={})
"""
# The assistant has answered, and the shopper asks on.
TURN = """
from uuid import uuid4
from support_plugin.chat.models import Conversation, Message
from support_plugin.models import ArticleVersion, AssistantTurn
one = Conversation.objects.get(public_id="{id}")
version = ArticleVersion.objects.filter(article_key="refund-time").first()
Message.objects.create(
    conversation=one, seq=one.last_seq + 1, sender="system", assistant="answer", client_id=uuid4(),
    body=version.answer,
)
AssistantTurn.objects.create(
    conversation=one, question_seq=one.last_seq, answer_seq=one.last_seq + 1, outcome="article",
    version=version, solved=False,
    explanation=dict(hits=[["refund-time", 0.41, version.pk]], language="fa", confidence=0.4),
)
Conversation.objects.filter(pk=one.pk).update(
    last_seq=one.last_seq + 1, assistant="off", changed=one.changed + 1
)
"""
UNANSWERED = """
from uuid import uuid4
from support_plugin.chat.models import Conversation, Message
from support_plugin.models import AssistantTurn, Visitor
asked = ["کادوپیچی هم می‌کنید؟", "برام کادوپیچی می‌کنید؟ ۰۹۱۲۳۴۵۶۷۸۹", "کادوپیچی دارید؟", "فاکتور رسمی می‌دید؟"]
for words in asked:
    one = Conversation.objects.create(
        visitor=Visitor.objects.create(), status="closed", language="fa", last_seq=2, assistant="off"
    )
    Message.objects.create(conversation=one, seq=1, sender="shopper", client_id=uuid4(), body=words)
    AssistantTurn.objects.create(
        conversation=one, question_seq=1, answer_seq=2, outcome="handover", reason="unknown",
        explanation=dict(hits=[["shipping-cost", 0.1, 1]]),
    )
"""


def shoot(page, name):
    if folder := os.environ.get("SUPPORT_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def run(shop, script):
    shop.manage("shell", "-v0", "-c", script, quiet=True)


@pytest.fixture(scope="module")
def helping_shop(start_shop) -> Shop:
    """A shop with a help centre."""
    shop = start_shop()
    run(shop, ARTICLES)
    return shop


def open_desk_at(new_page, shop, conversation, login=ADMIN, **options):
    page = new_page(**{"viewport": WIDE, **options})
    open_dashboard(page, shop.url, f"support/{conversation}/", login)
    ready(page)
    return page


def test_a_suggestion_is_inserted_and_sent_by_keys_alone(helping_shop, new_page):
    shopper = Shopper(helping_shop)
    conversation = shopper.ask("سلام، پول پیک چقده؟")
    desk = open_desk_at(new_page, helping_shop, conversation)
    first = desk.locator(".desk-answer").first
    expect(first).to_contain_text("هزینهٔ ارسال چقدر است؟")
    assert faults(desk, ".desk-conversation") == []
    for scheme in ("light", "dark"):
        desk.set_viewport_size(WIDE)
        desk.emulate_media(color_scheme=scheme)
        shoot(desk, f"desk-suggestions-{scheme}")
    desk.emulate_media(color_scheme="light")
    body_field(desk).focus()
    desk.keyboard.type("سلام! ")
    desk.keyboard.press("Alt+1")
    chip = desk.locator(".desk-article")
    expect(chip).to_contain_text("هزینهٔ ارسال چقدر است؟")
    expect(body_field(desk)).to_have_value("سلام! ")
    expect(body_field(desk)).to_be_focused()
    assert faults(desk, ".desk-conversation") == []
    desk.set_viewport_size(WIDE)
    shoot(desk, "desk-article-attached")
    desk.keyboard.press("Enter")
    card = desk.locator('.desk-message[data-sender="agent"] .support-card')
    expect(card).to_contain_text(ANSWER)
    expect(chip).to_be_hidden()
    expect(desk.locator('[data-part="answers"]')).to_be_hidden()
    words, sent = shopper.thread()["messages"]["items"][-2:]
    assert (words["body"], words["card"]) == ("سلام! ", None)
    assert (sent["card"]["kind"], sent["card"]["text"]) == ("article", ANSWER)


def test_the_same_key_once_more_makes_text_of_it(helping_shop, new_page):
    shopper = Shopper(helping_shop)
    desk = open_desk_at(new_page, helping_shop, shopper.ask("سلام، پول پیک چقده؟"))
    expect(desk.locator(".desk-answer").first).to_contain_text("هزینهٔ ارسال چقدر است؟")
    body_field(desk).focus()
    desk.keyboard.type("سلام! ")
    desk.keyboard.press("Alt+1")
    desk.keyboard.press("Alt+1")
    expect(body_field(desk)).to_have_value(f"سلام! {ANSWER}")
    expect(body_field(desk)).to_be_focused()
    expect(desk.locator(".desk-article")).to_be_hidden()
    desk.keyboard.press("Enter")
    expect(desk.locator('.desk-message[data-sender="agent"]')).to_contain_text(ANSWER)
    assert shopper.thread()["messages"]["items"][-1]["body"] == f"سلام! {ANSWER}"


def test_what_is_attached_survives_a_reload_and_another_conversation_and_is_sent_without_words(
    helping_shop, new_page
):
    other = Shopper(helping_shop).ask("سلام")
    shopper = Shopper(helping_shop)
    conversation = shopper.ask("پول پیک چقده؟")
    desk = open_desk_at(new_page, helping_shop, conversation)
    chip = desk.locator(".desk-article")
    desk.locator(".desk-answer").first.click()
    expect(chip).to_be_visible()
    desk.goto(f"{desk.url.split('/support/')[0]}/support/{other}/")
    ready(desk)
    expect(chip).to_be_hidden()
    desk.goto(f"{desk.url.split('/support/')[0]}/support/{conversation}/")
    ready(desk)
    expect(chip).to_contain_text("هزینهٔ ارسال چقدر است؟")
    body_field(desk).press("Enter")
    expect(desk.locator('.desk-message[data-sender="agent"] .support-card')).to_contain_text(ANSWER)
    expect(chip).to_be_hidden()
    assert shopper.thread()["messages"]["items"][-1]["card"]["kind"] == "article"


def test_the_shopper_reads_a_long_article_in_place(helping_shop, new_page):
    shopper = new_page(viewport=PHONE)
    open_chat(shopper, helping_shop)
    say(shopper, "می‌خوام پسش بدم، چطور؟")
    is_sent(shopper, "می‌خوام پسش بدم، چطور؟")
    session = shopper.request.get(f"{helping_shop.url}/fa/support/api/v1/session/").json()
    desk = open_desk_at(new_page, helping_shop, session["thread"]["conversation"]["id"])
    desk.locator(".desk-answer", has_text="چطور کالا را پس بدهم؟").click()
    desk.keyboard.type("حتماً، این‌جا نوشته‌ایم:")
    desk.keyboard.press("Enter")
    expect(theirs(shopper, "حتماً، این‌جا نوشته‌ایم:")).to_be_visible()
    card = shopper.locator(".panel .support-card")
    expect(card).to_contain_text("چطور کالا را پس بدهم؟")
    end = card.get_by_text("پیک برای بردنش می‌آید.")
    expect(end).to_be_hidden()
    address = shopper.url
    card.locator("summary").click()
    expect(end).to_be_visible()
    assert shopper.url == address
    assert faults(shopper) == []
    assert no_sideways_scroll(shopper)
    shopper.set_viewport_size(PHONE)
    shoot(shopper, "shopper-article-card")


def test_an_article_that_ended_meanwhile_stays_to_be_inserted_as_text(helping_shop, new_page):
    desk = open_desk_at(new_page, helping_shop, Shopper(helping_shop).ask("پول پیک چقده؟"))
    desk.locator(".desk-answer").first.click()
    run(helping_shop, PUBLISHED.format("clock.now()"))
    try:
        body_field(desk).press("Enter")
        expect(desk.locator('[data-part="composer"] [data-part="error"]')).to_be_visible()
        desk.locator('[data-article="text"]').click()
        expect(body_field(desk)).to_have_value(ANSWER)
    finally:
        run(helping_shop, PUBLISHED.format("None"))


def test_with_the_focus_nowhere_a_digit_is_enough_and_more_is_asked_when_the_shopper_writes(
    helping_shop, new_page
):
    shopper = Shopper(helping_shop)
    conversation = shopper.ask("سلام")
    desk = open_desk_at(new_page, helping_shop, conversation)
    shopper.ask("پولم کی برمی‌گرده؟")
    expect(desk.locator(".desk-answer").first).to_contain_text("پولم کی برمی‌گردد؟")
    desk.locator("#desk-conversation-heading").focus()
    desk.keyboard.press("1")
    expect(desk.locator(".desk-article")).to_contain_text("پولم کی برمی‌گردد؟")
    expect(body_field(desk)).to_be_focused()


def test_a_wrong_answer_and_a_draft_by_keys(helping_shop, new_page):
    shopper = Shopper(helping_shop)
    conversation = shopper.ask("پولم کی برمی‌گرده؟")
    run(helping_shop, TURN.format(id=conversation))
    shopper.ask("نه، کادوپیچی هم می‌کنید؟")
    desk = open_desk_at(new_page, helping_shop, conversation)
    expect(desk.locator("[data-answers=wrong]:visible")).to_have_count(1)
    desk.locator("#desk-conversation-heading").focus()
    desk.keyboard.press("w")
    note = desk.locator("[data-answers=wrong] textarea:visible")
    expect(note).to_be_focused()
    desk.keyboard.type("سه روز نیست، یک هفته است")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    reply = desk.locator("[data-answers=told]", has_text="سه روز نیست")
    expect(reply).to_be_visible()
    expect(reply).to_be_focused()
    answer(desk, "بله، رایگان است.")
    expect(desk.locator("[data-answers=draft]:visible")).to_have_count(1)
    desk.locator("#desk-conversation-heading").focus()
    desk.keyboard.press("b")
    link = desk.locator("[data-answers=told] a")
    expect(link).to_be_visible()
    assert faults(desk, ".desk-conversation") == []
    desk.set_viewport_size(WIDE)
    shoot(desk, "desk-wrong-and-draft")
    # Once more: it is the same one.
    address = link.get_attribute("href")
    desk.locator("#desk-conversation-heading").focus()
    desk.keyboard.press("b")
    expect(link).to_have_attribute("href", address)
    # A colleague who opens it sees who said so, and why the assistant said it.
    other = open_desk_at(new_page, helping_shop, conversation, viewport=PHONE)
    expect(other.locator("[data-answers=told]", has_text="سه روز نیست")).to_be_visible()
    assert no_sideways_scroll(other)
    shoot(other, "desk-answers-phone")
    other.set_viewport_size({"width": 1440, "height": 1000})
    expect(other.locator('[data-section="assistant"]')).to_contain_text("پولم کی برمی‌گرده؟")
    other.locator(".desk-facts").evaluate("(facts) => facts.scrollTo(0, 420)")
    shoot(other, "desk-section")


def test_suggestions_on_a_phone_wait_until_they_are_unfolded(helping_shop, new_page):
    conversation = Shopper(helping_shop).ask("پول پیک چقده؟")
    desk = open_desk_at(new_page, helping_shop, conversation, viewport=PHONE)
    summary = desk.locator(".desk-answers > summary")
    expect(summary).to_be_visible()
    expect(desk.locator(".desk-answer").first).to_be_hidden()
    summary.click()
    expect(desk.locator(".desk-answer").first).to_be_visible()
    assert no_sideways_scroll(desk)
    shoot(desk, "desk-suggestions-phone")
    desk.locator(".desk-answer").first.click()
    expect(desk.locator(".desk-article")).to_be_visible()
    assert no_sideways_scroll(desk)
    shoot(desk, "desk-article-phone")
    desk.locator('[data-article="text"]').click()
    expect(body_field(desk)).to_have_value(ANSWER)


def test_the_admins_pages_of_answers_have_no_faults(helping_shop, new_page):
    run(helping_shop, UNANSWERED)
    page = new_page(viewport=WIDE)
    open_dashboard(page, helping_shop.url, "support/", ADMIN)
    query = urlencode({"q": "پول پیک چقده", "language": "fa"})
    page.goto(f"{helping_shop.url}/fa/admin/support_plugin/article/try-out/?{query}")
    expect(page.locator(".support-hits a").first).to_have_text("هزینهٔ ارسال چقدر است؟")
    assert faults(page, "#content") == []
    page.set_viewport_size(WIDE)
    shoot(page, "admin-try-out")
    page.goto(f"{helping_shop.url}/fa/admin/support_plugin/assistantturn/")
    expect(page.locator(".support-figures")).to_be_visible()
    assert faults(page, ".support-figures") == []
    page.set_viewport_size(WIDE)
    shoot(page, "admin-turns")
    page.goto(f"{helping_shop.url}/fa/admin/support_plugin/article/unanswered/")
    expect(page.locator(".support-unanswered")).to_contain_text("کادوپیچی")
    expect(page.locator(".support-unanswered")).not_to_contain_text("۰۹۱۲")
    expect(page.locator(".support-unanswered")).not_to_contain_text("فاکتور رسمی")
    assert faults(page, "#content") == []
    page.set_viewport_size(WIDE)
    shoot(page, "admin-unanswered")
    page.locator(".support-unanswered form button").first.click()
    expect(page.locator("textarea[name=texts-0-also]")).to_contain_text("کادوپیچی")
    shoot(page, "admin-draft")
