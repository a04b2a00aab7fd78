"""Bounces and complaints, by the signal that anymail sends."""

import pytest
from anymail.signals import AnymailTrackingEvent, tracking

from support_plugin.visitors.consents.flows import allow_again, give_consent
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import has_consent, is_suppressed, reason_for
from support_plugin.visitors.contacts import EMAIL

pytestmark = pytest.mark.django_db
ADDRESS = "negar@example.com"


def send_event(event_type, reject_reason=None, recipient=ADDRESS):
    event = AnymailTrackingEvent(event_type=event_type, reject_reason=reject_reason, recipient=recipient)
    tracking.send(sender=object, event=event, esp_name="Test")


@pytest.mark.parametrize(
    ("event", "why", "reason"),
    [
        ("bounced", "bounced", "bounced"),
        ("bounced", "invalid", "bounced"),
        ("rejected", "blocked", "bounced"),
        ("rejected", "spam", "complained"),
        ("complained", None, "complained"),
        ("complained", "spam", "complained"),
        ("unsubscribed", None, "asked"),
        ("rejected", "unsubscribed", "asked"),
    ],
)
def test_what_ends_all_mails_suppresses_the_address(event, why, reason):
    send_event(event, why)
    send_event(event, why)
    assert is_suppressed(EMAIL, "Negar@Example.com", "email")
    assert Suppression.objects.get().reason == reason


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("deferred", "bounced"),
        ("deferred", None),
        ("bounced", "timed_out"),
        ("bounced", "blocked"),
        ("bounced", None),
        ("rejected", "other"),
        ("delivered", None),
        ("opened", None),
    ],
)
def test_what_may_pass_suppresses_nobody(event, why):
    send_event(event, why)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("recipient", [None, "", "nonsense"])
def test_an_event_about_nobody_does_no_harm(recipient):
    send_event("complained", recipient=recipient)
    assert not Suppression.objects.exists()


def test_whoever_complained_is_not_written_to_after_agreeing_again():
    send_event("complained")
    give_consent(EMAIL, ADDRESS, "email", wording="x", language="en", place="gateway")
    allow_again(EMAIL, ADDRESS, "email")
    assert is_suppressed(EMAIL, ADDRESS, "email")


def test_a_stop_at_the_provider_withdraws_the_consent():
    give_consent(EMAIL, ADDRESS, "email", wording="x", language="en", place="gateway")
    send_event("unsubscribed")
    assert not has_consent(EMAIL, ADDRESS, "email")
    assert reason_for(EMAIL, ADDRESS, "email") == "asked"
