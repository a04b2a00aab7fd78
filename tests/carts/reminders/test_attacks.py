"""No mail to strangers, nothing evaluated in plans, and nothing that titles and names can do to a mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import PlanStep, Reminder, Way
from support_plugin.carts.reminders.words import fill_in
from support_plugin.outbox.channels.phones import sending as phones
from support_plugin.text.bidi import BIDI_CONTROLS
from tests.carts.reminders.conftest import GUEST, agree
from tests.factories import make_user
from tests.guests import buying
from tests.helpers.shopping import make_product, put_into_cart
from tools.buying import steps

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

VICTIM = "victim@example.com"


@pytest.fixture
def left_by(plan, noon):
    """Return a function that has a browser's cart be left two hours before noon."""

    def leave(cart=None):
        rows = CartActivity.objects.filter(pk=cart.pk) if cart else CartActivity.objects.all()
        left_at = noon - timedelta(hours=2)
        rows.update(last_active_at=left_at, idle_from=left_at)
        get_model("basket", "Line").objects.update(date_updated=left_at)
        announce_abandoned(noon - timedelta(minutes=1))

    return leave


def type_address(client, email):
    """Put something in, and go on as a guest of this address as far as the address form."""
    buying.start(client, email)
    client.get(reverse("checkout:shipping-address"))


class TestStrangers:
    def test_an_address_typed_in_one_checkout_is_not_that_of_another(self, left_by, send):
        agree(VICTIM)
        agree(GUEST)
        first, second = Client(), Client()
        type_address(first, VICTIM)
        put_into_cart(second, make_product())
        second.get(reverse("basket:summary"))
        left_by()
        # The second one has given none.
        assert send() == [VICTIM]
        assert Reminder.objects.filter(reason="no_contact").count() == 1

    def test_an_address_that_was_changed_gets_none(self, left_by, send):
        agree(VICTIM)
        agree(GUEST)
        client = Client()
        type_address(client, VICTIM)
        steps.send(client, steps.enter_as_guest(GUEST))
        client.get(reverse("checkout:shipping-address"))
        left_by()
        assert send() == [GUEST]

    def test_an_address_that_was_only_typed_and_agreed_to_nothing_gets_none(self, left_by, send):
        type_address(Client(), VICTIM)
        left_by()
        assert send() == []

    def test_an_accounts_cart_goes_to_the_account_not_to_who_was_a_guest_in_that_browser(self, left_by, send):
        agree(VICTIM)
        account = make_user("owner@example.com")
        agree(account.email)
        client = Client()
        type_address(client, VICTIM)
        client.force_login(account)
        client.get(reverse("basket:summary"))
        cart = get_model("basket", "Basket").objects.get(owner=account)
        assert CartActivity.objects.get(pk=cart.pk).email == VICTIM
        left_by()
        assert send() == [account.email]

    @pytest.mark.parametrize("way", [Way.EMAIL, Way.SMS])
    def test_an_account_without_an_address_gets_none_by_what_a_guest_had_typed(
        self, leave, send, plan, shopper, monkeypatch, way
    ):
        texts = []
        send_text = "support_plugin.carts.reminders.sending.ways.send_text"
        monkeypatch.setattr(send_text, lambda *args: texts.append(args))
        plan.steps.update(way=way)
        agree(VICTIM)
        type(shopper).objects.filter(pk=shopper.pk).update(email="")
        shopper.refresh_from_db()
        left = leave(owner=shopper, consent=False)
        Abandonment.objects.filter(pk=left.pk).update(email=VICTIM, phone="+989121111111")
        assert (send(), texts) == ([], [])
        assert phones is not None
        assert Reminder.objects.order_by("pk").first().reason == "no_contact"

    def test_two_carts_of_one_browser_go_each_to_its_own_address(self, leave, send, prefer):
        prefer(reminders_per_week=10)
        leave(email=VICTIM, visitor_hash="a" * 64)
        Abandonment.objects.update(visitor_hash="")
        leave(email=GUEST, visitor_hash="a" * 64)
        assert sorted(send()) == [GUEST, VICTIM]
        for message in mail.outbox:
            assert len(message.to) == 1
            assert (message.cc, message.bcc) == ([], [])

    def test_of_one_address_nobody_can_have_more_mails_sent_than_the_cap(self, left_by, send, prefer):
        prefer(reminders_per_week=3)
        agree(VICTIM)
        for _number in range(8):
            client = Client()
            type_address(client, VICTIM)
            left_by(get_model("basket", "Basket").objects.latest("pk"))
            send()
            Reminder.objects.filter(state="waiting").delete()
        assert len([to for message in mail.outbox for to in message.to if to == VICTIM]) <= 3


HOSTILE = [
    "{{ shop }}",
    "{% debug %}",
    "{% load x %}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{shop.__class__}",
    "{0.__init__.__globals__}",
    "%(shop)s %s %d",
    "{name!r:>9999999}",
    "${jndi:ldap://x}",
    "\u202eevil\u202c",
]


@pytest.fixture
def write(plan, leave, send):
    """Return a function that sends a step with this text and subject to a guest; returns the mail."""

    def sent(text="Hello", subject="Hello", **fields):
        PlanStep.objects.update(texts={"fa": text}, subjects={"fa": subject}, **fields)
        plan.save()
        leave()
        assert send() == [GUEST]
        message = mail.outbox[-1]
        return message, message.alternatives[0][0]

    return sent


class TestTexts:
    """What got into the database past the form is shown as it was typed."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_text_is_shown_as_typed_and_never_evaluated(self, write, text):
        message, html = write(f"A {text} B")
        assert f"A {text} B" in message.body
        assert "<script" not in html
        assert "onerror=alert" not in html.replace("onerror=alert(1)&gt;", "")
        assert text in html or "&" in html

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_subject_is_shown_as_typed_without_direction_controls(self, write, text):
        message, html = write(subject=text)
        assert message.subject == "".join(letter for letter in text if letter not in BIDI_CONTROLS)
        assert "<script" not in html

    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\u2028", "\x85", "\x00\n"])
    def test_a_subject_of_several_lines_makes_no_header(self, write, end):
        message, _html = write(subject=f"Hello{end}Bcc: {VICTIM}")
        headers = message.message()
        assert headers["Bcc"] is None
        assert message.recipients() == [GUEST]
        assert len(message.subject.splitlines()) == 1

    def test_what_a_value_holds_is_not_filled_in_again(self):
        values = {"item": "{link} {shop}", "shop": "{item}", "link": "https://x/", "total": "{name}"}
        text = fill_in("{item}|{shop}|{total}", values)
        assert text.replace("\u2068", "").replace("\u2069", "") == "{link} {shop}|{item}|{name}"

    @pytest.mark.parametrize("title", [*HOSTILE, "A\r\nBcc: x@example.com", "{item}"])
    def test_titles_do_nothing_to_a_mail(self, leave, send, title):
        left = leave()
        PlanStep.objects.update(subjects={"fa": "{item}"}, texts={"fa": "{item} {total}"})
        left.cart.lines.get().product.__class__.objects.update(title=title)
        assert send() == [GUEST]
        message = mail.outbox[-1]
        html = message.alternatives[0][0]
        assert "<script" not in html
        assert "<img src=x" not in html
        assert len(message.subject.splitlines()) == 1
        assert message.message()["Bcc"] is None
        assert "\u202e" not in message.subject + message.body + html

    @pytest.mark.parametrize("name", [*HOSTILE, "A\r\nBcc: x@example.com", "{item}", "x@example.com"])
    def test_names_do_nothing_to_a_mail(self, leave, send, shopper, name):
        type(shopper).objects.filter(pk=shopper.pk).update(first_name=name[:30])
        shopper.refresh_from_db()
        PlanStep.objects.update(subjects={"fa": "{name}!"}, texts={"fa": "سلام {name} {item}"})
        leave(owner=shopper)
        assert send() == [shopper.email]
        message = mail.outbox[-1]
        html = message.alternatives[0][0]
        assert "<script" not in html
        assert "<img src=x" not in html
        assert len(message.subject.splitlines()) == 1
        assert "\u202e" not in message.subject + message.body + html

    def test_a_language_that_the_shop_does_not_speak_is_none(self, leave, send):
        leave(language="xx-<b>")
        assert send() == [GUEST]
        with translation.override("fa"):
            assert 'lang="fa"' in mail.outbox[-1].alternatives[0][0]
