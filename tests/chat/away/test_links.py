"""The link in a mailed answer: opens the chat in the shopper's browser, and asks for a proof elsewhere."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from support_plugin.chat.away import proof
from support_plugin.chat.away.links import ANSWER_SALT
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors.models import Visitor
from tests.chat.away.conftest import GUEST, later
from tests.chat.helpers import Browser
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SAID = "فردا می‌رسد."


@pytest.fixture
def link(conversation, answer):
    """The link's path, from the e-mail."""
    answer(conversation, SAID)
    later()
    return path_in(mail.outbox[-1])


def path_in(letter):
    found = re.search(r"https://shop\.example(/\S+)", letter.body)
    assert found
    return urlsplit(found[1]).path


@pytest.fixture
def elsewhere(db):
    """Another browser, that knows nothing."""
    return Client()


def code_in(letter):
    found = re.search(r"\b(\d{6})\b", letter.body)
    assert found
    return found[1]


def proved(browser, link):
    """Prove the mailbox in a browser."""
    browser.post(link, {"send": "1"})
    return browser.post(link, {"code": code_in(mail.outbox[-1])}, follow=True)


def rows():
    """All that may change."""
    one = Conversation.objects.values("shopper_seen_seq", "last_seq", "away_since", "changed", "rating").get()
    return one, list(ConversationMail.objects.values()), Message.objects.count(), Visitor.objects.count()


def test_in_the_same_browser_it_opens_the_conversation(guest, link):
    page = guest.get(link, follow=True)
    assert page.redirect_chain[0][0].endswith("/support/chat/#newest")
    assert SAID in page.content.decode()


def test_of_an_earlier_conversation_it_shows_that_one(guest, conversation, link):
    guest.call("POST", "api-close", conversation.public_id)
    guest.start("دیگر")
    assert SAID in guest.get(link, follow=True).content.decode()


def test_an_outsider_with_the_link_sees_nothing_and_changes_nothing(
    link, elsewhere, other_shopper, agent, conversation
):
    before = rows()
    for browser in (elsewhere, Browser(other_shopper), Browser(agent)):
        page = browser.get(link).content.decode()
        for words in (SAID, "کی می‌رسد؟", GUEST, "سارا"):
            assert words not in page
    elsewhere.head(link)
    assert rows() == before
    assert len(mail.outbox) == 1


def test_elsewhere_a_code_to_the_same_address_opens_it(link, elsewhere, commits):
    page = proved(elsewhere, link)
    assert mail.outbox[-1].to == [GUEST]
    assert SAID in page.content.decode()
    assert Conversation.objects.get().shopper_seen_seq == Conversation.objects.get().last_seq
    # And not in a third one.
    assert SAID not in Client().get(link).content.decode()


def test_whoever_proved_it_answers_there(link, elsewhere, commits):
    page = proved(elsewhere, link)
    client_id = re.search(r'name="client_id" value="([^"]+)"', page.content.decode())[1]
    elsewhere.post(link, {"client_id": client_id, "body": "ممنون"})
    elsewhere.post(link, {"client_id": client_id, "body": "ممنون"})
    said = Message.objects.filter(body="ممنون")
    assert [message.sender for message in said] == [Message.Sender.SHOPPER]


def test_without_a_proof_nobody_answers_there(link, elsewhere):
    number = Message.objects.count()
    elsewhere.post(link, {"client_id": "7d0f0f5e-96c7-4d28-9f86-1bb3ad7b7ab2", "body": "من"})
    assert Message.objects.count() == number


def test_a_code_can_be_typed_in_the_readers_own_digits(link, elsewhere, commits):
    elsewhere.post(link, {"send": "1"})
    code = code_in(mail.outbox[-1]).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert SAID in elsewhere.post(link, {"code": code}, follow=True).content.decode()


def test_a_code_is_good_once(link, elsewhere, commits):
    proved(elsewhere, link)
    assert Client().post(link, {"code": code_in(mail.outbox[-1])}).status_code == 400


def test_after_five_wrong_guesses_the_right_code_is_worth_nothing(link, elsewhere, commits):
    elsewhere.post(link, {"send": "1"})
    code = code_in(mail.outbox[-1])
    wrong = "000000" if code != "000000" else "111111"
    for _guess in range(proof.MOST_TRIES):
        assert elsewhere.post(link, {"code": wrong}).status_code == 400
    assert elsewhere.post(link, {"code": code}).status_code == 400


def test_a_code_ends_after_ten_minutes(link, elsewhere, commits):
    elsewhere.post(link, {"send": "1"})
    ConversationMail.objects.update(code_until=timezone.now() - timedelta(seconds=1))
    assert elsewhere.post(link, {"code": code_in(mail.outbox[-1])}).status_code == 400


@pytest.mark.parametrize("code", ["", " ", "x", "0" * 5000, "\0", "１２３４５６"])
def test_what_is_no_code_lets_nobody_in(link, elsewhere, commits, code):
    elsewhere.post(link, {"send": "1"})
    assert elsewhere.post(link, {"code": code}).status_code in (400, 429)


def test_without_a_code_sent_an_empty_one_lets_nobody_in(link, elsewhere):
    assert elsewhere.post(link, {"code": ""}).status_code == 400


def test_codes_are_limited_by_mailbox(link, commits, settings):
    settings.SUPPORT_PLUGIN |= {"REPLY_CODES_PER_HOUR": 2}
    for number in range(4):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(link, {"send": "1"})
    assert len(mail.outbox) == 1 + 2


def test_a_corrected_address_ends_what_the_first_one_proved(guest, conversation, link, elsewhere, commits):
    proved(elsewhere, link)
    guest.call("POST", "api-reply-address", conversation.public_id, data={"email": "right@example.com"})
    assert SAID not in elsewhere.get(link).content.decode()
    elsewhere.post(link, {"send": "1"})
    assert mail.outbox[-1].to == ["right@example.com"]


def test_an_accounts_conversation_wants_the_log_in_of_that_account(
    shopper, other_shopper, answer, elsewhere, commits
):
    Browser(shopper).start()
    answer(Conversation.objects.get(), SAID)
    later()
    link = path_in(mail.outbox[-1])
    for browser in (elsewhere, Browser(other_shopper)):
        page = browser.get(link)
        assert page.status_code == 403
        assert SAID not in page.content.decode()
        assert browser.post(link, {"send": "1"}).status_code == 403
    assert len(mail.outbox) == 1
    elsewhere.force_login(shopper)
    assert SAID in elsewhere.get(link, follow=True).content.decode()


def test_a_guest_who_has_an_account_now_logs_in_too(guest, link, elsewhere, commits):
    proved(elsewhere, link)
    Visitor.objects.update(user=make_user("negar@example.org"))
    page = elsewhere.get(link)
    assert page.status_code == 403
    assert SAID not in page.content.decode()


@pytest.mark.parametrize(
    "content", ["x", "a" * 5000, ["x", 1], [1]], ids=["short", "long", "no id", "no mail"]
)
def test_a_forged_link_opens_nothing(elsewhere, db, content):
    key = content if isinstance(content, str) else signing.dumps(content, salt=ANSWER_SALT)
    page = elsewhere.get(f"/fa/support/chat/answer/{key}/")
    assert page.status_code == 404


def test_a_link_does_not_lead_to_another_conversation(conversation, link, db):
    mail_of = ConversationMail.objects.get()
    key = signing.dumps(["7d0f0f5e-96c7-4d28-9f86-1bb3ad7b7ab2", mail_of.pk], salt=ANSWER_SALT)
    assert Client().get(f"/fa/support/chat/answer/{key}/").status_code == 404


def test_after_the_deletion_it_opens_nothing(conversation, link, elsewhere, commits):
    proved(elsewhere, link)
    delete_conversation(conversation, Message.Sender.SHOPPER)
    assert elsewhere.get(link).status_code == 404


def test_a_proof_of_one_conversation_is_none_of_another(guest, link, elsewhere, commits, answer):
    proved(elsewhere, link)
    other = Browser()
    public_id = other.start("راز").json()["conversation"]["id"]
    other.call("POST", "api-reply-address", public_id, data={"email": GUEST})
    answer(Conversation.objects.get(public_id=public_id), "پاسخ راز")
    later()
    second = path_in(mail.outbox[-1])
    assert second != link
    assert "راز" not in elsewhere.get(second).content.decode()


def test_a_cookie_of_a_guest_is_no_proof_for_what_is_an_accounts_now(
    conversation, link, elsewhere, commits, rf
):
    proved(elsewhere, link)
    request = rf.get(link)
    request.COOKIES = {name: morsel.value for name, morsel in elsewhere.cookies.items()}
    assert proof.is_proved(request, conversation)
    conversation.visitor.user = make_user("negar@example.org")
    assert not proof.is_proved(request, conversation)


def test_a_corrected_address_ends_a_code_that_went_to_the_first_one(
    guest, conversation, link, elsewhere, commits
):
    elsewhere.post(link, {"send": "1"})
    code = code_in(mail.outbox[-1])
    public_id = conversation.public_id
    guest.call("POST", "api-reply-address", public_id, data={"email": "right@example.com"})
    assert elsewhere.post(link, {"code": code}).status_code == 400
    assert SAID not in elsewhere.get(link).content.decode()
