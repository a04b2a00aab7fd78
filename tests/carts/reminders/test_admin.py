"""The admin's pages: plans with their steps, what is refused and why, trying a mail, what became of each."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from tests.carts.reminders.conftest import GUEST
from tests.factories import make_user
from tests.helpers.mailing import send_by
from tests.helpers.shopping import find_part

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PLANS, ADD = "admin:support_plugin_plan_changelist", "admin:support_plugin_plan_add"
PREVIEW, MAIL, SEND = (f"admin:support_plugin_plan_{name}" for name in ("preview", "mail", "send"))
VALID = {
    **{"name": "First", "priority": "0", "currency": "IRR", "step_from": "0", "basis": "any"},
    **{"steps-INITIAL_FORMS": "0", "steps-TOTAL_FORMS": "1"},
    **{"steps-0-delay_minutes": "60", "steps-0-way": "email"},
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def save(admin_client):
    """Return a function that sends the form of a new plan, and returns what is refused: {field: errors}."""

    def send(**fields):
        answer = admin_client.post(reverse(ADD), {**VALID, **fields})
        if answer.status_code == 302:
            return {}
        [steps] = answer.context["inline_admin_formsets"]
        found = {**answer.context["adminform"].form.errors}
        for errors in steps.formset.errors:
            found |= errors
        return found

    return send


def test_a_plan_is_saved_with_its_steps_in_every_language(save):
    texts = {"steps-0-subjects_en": "{item} waits", "steps-0-texts_fa": "سلام {name}"}
    assert save(**texts, enabled="on", countries="ir، ae") == {}
    step = PlanStep.objects.get()
    assert (step.subjects, step.texts) == ({"en": "{item} waits"}, {"fa": "سلام {name}"})
    assert step.plan.countries == "IR, AE"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello {nmae}", "Line 1: {nmae}"),
        ("Hello\n\n{shop} {Item}", "Line 3: {Item}"),
        ("{shop.__class__}", "Line 1: {shop.__class__}"),
        ("{{ shop }}", "Line 1: {"),
        ("{% load x %}", "Line 1: {% load x %}"),
        ("{0}", "Line 1: {0}"),
        ("{name!r:>99999999}", "Line 1: {name!r:>99999999}"),
        ("{}", "Line 1: {}"),
        ("half {item", "Line 1: {item"),
        ("half item}", "Line 1: }"),
    ],
)
@pytest.mark.parametrize("field", ["subjects", "texts"])
def test_what_stands_for_nothing_is_refused_with_its_line(save, field, text, said):
    if field == "subjects":
        text = text.replace("\n", " ")
        said = said.replace("Line 3", "Line 1")
    errors = save(**{f"steps-0-{field}_en": text})
    assert said in errors[f"{field}_en"][0]
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"countries": "Iran"}, "countries"),
        ({"countries": "IR, ۱۲"}, "countries"),
        ({"value_from": "10", "currency": ""}, "currency"),
        ({"value_from": "-1"}, "value_from"),
        ({"steps-0-delay_minutes": "0"}, "delay_minutes"),
        ({"steps-0-delay_minutes": "999999"}, "delay_minutes"),
        ({"steps-0-way": "pigeon"}, "way"),
        ({"steps-0-parameters": "token={name}"}, "parameters"),
        ({"steps-0-parameters": "token=password"}, "parameters"),
        ({"steps-0-texts_en": "x" * 2001}, "texts_en"),
    ],
)
def test_what_makes_no_sense_is_refused(save, fields, field):
    assert field in save(**fields)
    assert not Plan.objects.exists()


def test_the_ready_made_plan_is_added_once_in_three_languages_and_is_not_in_use(admin_client):
    for _twice in range(2):
        answer = admin_client.post(reverse("admin:support_plugin_plan_ready_made"), follow=True)
    assert "You have the ready-made plan already." in answer.content.decode()
    plan = Plan.objects.get()
    assert not plan.enabled
    assert list(plan.steps.values_list("delay_minutes", flat=True)) == [60, 1440, 4320]
    assert set(plan.steps.last().texts) == {"fa", "ar", "en"}


def test_the_ready_made_plan_is_not_added_by_looking(admin_client):
    assert admin_client.get(reverse("admin:support_plugin_plan_ready_made")).status_code == 405
    assert not Plan.objects.exists()


def test_its_words_pass_its_own_form(admin_client, save):
    admin_client.post(reverse("admin:support_plugin_plan_ready_made"))
    for step in PlanStep.objects.all():
        words = {
            f"steps-0-{name}_{code}": text
            for name in ("subjects", "texts")
            for code, text in getattr(step, name).items()
        }
        assert save(**words) == {}


def test_the_list_counts_what_waits_and_what_was_sent(admin_client, leave, send):
    leave()
    send()
    html = admin_client.get(reverse(PLANS)).content.decode()
    assert find_part(html, '<td class="field-waiting', "</td>").endswith("1")
    assert find_part(html, '<td class="field-sent', "</td>").endswith("1")


def test_a_plan_can_be_switched_on_in_the_list(admin_client, plan):
    Plan.objects.update(enabled=False)
    fields = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": plan.pk,
        "form-0-priority": "1",
    }
    admin_client.post(reverse(PLANS), {**fields, "form-0-enabled": "on", "_save": "Save"})
    assert Plan.objects.get().enabled


class TestPreview:
    def test_it_shows_a_real_cart_in_each_language_and_sends_nothing(self, admin_client, leave):
        left = leave()
        for code, direction in (("fa", "rtl"), ("en", "ltr")):
            answer = admin_client.get(reverse(PREVIEW), {"language": code, "cart": left.pk})
            assert answer.context["mail"].html.count(f'<body dir="{direction}"') == 1
        assert mail.outbox == []
        assert Reminder.objects.get().state == "waiting"

    def test_its_links_open_no_cart(self, admin_client, leave):
        leave()
        found = admin_client.get(reverse(PREVIEW)).context["mail"]
        assert "/cart/" not in found.text

    def test_without_a_cart_it_says_so(self, admin_client, plan):
        assert "There is nothing to show yet" in admin_client.get(reverse(PREVIEW)).content.decode()

    def test_without_a_plan_it_says_so(self, admin_client):
        assert "There is nothing to show yet" in admin_client.get(reverse(PREVIEW)).content.decode()

    @pytest.mark.parametrize("value", ["0", "-1", "x", "99999999999999999999", "1 OR 1=1", "<b>"])
    def test_wrong_keys_show_the_first_or_nothing(self, admin_client, leave, value):
        leave()
        query = {"step": value, "cart": value, "language": value}
        assert "<b>" not in admin_client.get(reverse(PREVIEW), query).content.decode().replace("<b></b>", "")
        assert admin_client.get(reverse(MAIL), query).status_code == 200

    def test_nothing_in_the_mail_can_run(self, admin_client, leave):
        leave()
        answer = admin_client.get(reverse(MAIL))
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "script" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "SAMEORIGIN"

    def test_it_is_sent_to_the_admin_alone(self, admin_client, admin_user, leave):
        leave()
        answer = admin_client.post(reverse(SEND), {"language": "fa", "to": GUEST}, follow=True)
        assert "It was sent to" in answer.content.decode()
        assert [message.to for message in mail.outbox] == [[admin_user.email]]

    def test_an_admin_without_an_address_is_warned(self, admin_client, admin_user, leave):
        leave()
        type(admin_user).objects.update(email="")
        answer = admin_client.post(reverse(SEND), follow=True)
        assert "Your account has no e-mail address" in answer.content.decode()
        assert mail.outbox == []

    def test_a_mail_server_that_is_away_is_reported(self, admin_client, leave, settings):
        leave()
        send_by(settings, host="127.0.0.1", port=9)
        answer = admin_client.post(reverse(SEND), follow=True)
        assert "The mail server says" in answer.content.decode()


class TestReminders:
    LIST = "admin:support_plugin_reminder_changelist"

    def test_the_list_says_why_one_was_not_sent(self, admin_client, leave, send):
        leave(consent=False)
        send()
        assert "Neither consent nor an earlier order" in admin_client.get(reverse(self.LIST)).content.decode()

    def test_the_list_says_what_the_server_answered(self, admin_client, leave):
        leave()
        row = Reminder.objects.get()
        Reminder.objects.update(state="failed", error="550 no <b>such</b> user")
        page = admin_client.get(reverse("admin:support_plugin_reminder_change", args=[row.pk]))
        assert "550 no &lt;b&gt;such&lt;/b&gt; user" in page.content.decode()

    def test_nobody_adds_changes_or_deletes_one(self, admin_client, leave):
        leave()
        row = Reminder.objects.get()
        assert admin_client.get(reverse("admin:support_plugin_reminder_add")).status_code == 403
        page = reverse("admin:support_plugin_reminder_change", args=[row.pk])
        assert admin_client.post(page, {"state": "sent"}).status_code == 403
        assert Reminder.objects.get().state == "waiting"

    def _send_again(self, client):
        chosen = {
            "action": "send_again",
            "_selected_action": list(Reminder.objects.values_list("pk", flat=True)),
        }
        return client.post(reverse(self.LIST), chosen, follow=True)

    @pytest.mark.parametrize("state", ["failed", "unknown"])
    def test_what_failed_or_is_in_doubt_is_sent_again(self, admin_client, leave, state, send):
        leave()
        Reminder.objects.update(state=state)
        assert send() == []
        assert "1 reminder is looked at again" in self._send_again(admin_client).content.decode()
        Reminder.objects.update(due_at="2026-01-01T00:00Z")
        assert send() == [GUEST]

    @pytest.mark.parametrize("state", ["sent", "claimed", "skipped", "held_out"])
    def test_nothing_else_is_sent_again(self, admin_client, leave, state):
        leave()
        Reminder.objects.update(state=state)
        self._send_again(admin_client)
        assert Reminder.objects.get().state == state

    def test_staff_who_may_only_look_cannot_send_again(self, leave):
        leave()
        Reminder.objects.update(state="failed")
        client = Client()
        client.force_login(make_user("looks@example.com", ("view_reminder",), is_staff=True))
        assert client.get(reverse(self.LIST)).status_code == 200
        self._send_again(client)
        assert Reminder.objects.get().state == "failed"


PAGES = [
    ("get", PLANS),
    ("get", ADD),
    ("get", PREVIEW),
    ("get", MAIL),
    ("post", SEND),
    ("post", "admin:support_plugin_plan_ready_made"),
    ("get", TestReminders.LIST),
]


@pytest.mark.parametrize(("method", "page"), PAGES)
def test_outsiders_are_sent_away_and_learn_nothing(leave, shopper, method, page):
    left = leave()
    for user in (None, shopper):
        client = Client()
        if user:
            client.force_login(user)
        answer = getattr(client, method)(reverse(page))
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
    assert (mail.outbox, Plan.objects.count(), left.pk) == ([], 1, left.pk)


@pytest.mark.parametrize(("method", "page"), PAGES)
def test_staff_without_the_right_are_refused(leave, staff, method, page):
    leave()
    client = Client()
    client.force_login(staff)
    assert getattr(client, method)(reverse(page)).status_code == 403
    assert (mail.outbox, Plan.objects.count()) == ([], 1)


def test_staff_who_may_look_may_not_send_or_add(leave):
    leave()
    client = Client()
    client.force_login(make_user("looks@example.com", ("view_plan",), is_staff=True))
    assert client.get(reverse(PREVIEW)).status_code == 200
    assert client.post(reverse(SEND)).status_code == 403
    assert client.post(reverse("admin:support_plugin_plan_ready_made")).status_code == 403
    assert Way.EMAIL in {step.way for step in PlanStep.objects.all()}
