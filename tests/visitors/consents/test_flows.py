"""Consents and suppressions: which holds against which."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.visitors.consents.flows import (
    allow_again,
    give_consent,
    suppress,
    take_back_stop,
    withdraw,
)
from support_plugin.visitors.consents.models import Consent, ConsentSource, Suppression
from support_plugin.visitors.consents.queries import (
    consented,
    has_consent,
    is_suppressed,
    reason_for,
    stopped_all,
    suppressed,
)
from support_plugin.visitors.consents.retention import delete_old_consents
from support_plugin.visitors.contacts import EMAIL, PHONE, Contact, contact_hash

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ADDRESS, NUMBER = "negar@example.com", "+989123456789"
MAIL = (EMAIL, ADDRESS, "email")
SMS, WHATSAPP = (PHONE, NUMBER, "sms"), (PHONE, NUMBER, "whatsapp")
HARD = ["bounced", "complained", "staff"]


def agree(contact=MAIL, wording="Remind me", **fields):
    return give_consent(*contact, wording=wording, language="en", place=ConsentSource.GATEWAY, **fields)


def test_nobody_has_agreed_and_nobody_is_suppressed_at_first():
    assert not has_consent(*MAIL)
    assert not is_suppressed(*MAIL)


def test_a_consent_holds_for_its_contact_and_channel_alone():
    agree(SMS)
    assert has_consent(*SMS)
    assert not has_consent(*WHATSAPP)
    assert not has_consent(PHONE, "+989120000000", "sms")
    assert consented([SMS, WHATSAPP, MAIL]) == {Contact(*SMS)}


def test_the_same_consent_again_is_the_same_one_and_other_words_are_another():
    assert agree() == agree((EMAIL, "NEGAR@example.com", "email"))
    assert agree() != agree(wording="Remind me of this cart")
    assert Consent.objects.count() == 2


def test_after_a_withdrawal_the_same_words_are_a_new_consent():
    first = agree()
    agree(wording="Other words")
    assert withdraw(EMAIL, ADDRESS, "email") == 2
    assert not has_consent(*MAIL)
    assert agree() != first
    assert has_consent(*MAIL)


@pytest.mark.parametrize("address", ["", "nonsense", "09"])
def test_what_is_no_contact_is_never_stored_nor_written_to(address):
    with pytest.raises(ValueError, match="Neither"):
        agree((EMAIL, address, "email"))
    with pytest.raises(ValueError, match="Neither"):
        suppress(PHONE, address, "sms", "asked")
    assert is_suppressed(EMAIL, address, "email")
    assert is_suppressed(PHONE, address, "sms")
    assert not has_consent(EMAIL, address, "email")


def test_a_stop_holds_for_its_channel_and_a_stop_of_all_for_every_one():
    suppress(*SMS, "asked")
    assert suppressed([SMS, WHATSAPP, MAIL]) == {Contact(*SMS)}
    assert not stopped_all([(PHONE, NUMBER)])
    suppress(PHONE, NUMBER, "", "asked")
    assert suppressed([SMS, WHATSAPP, MAIL]) == {Contact(*SMS), Contact(*WHATSAPP)}
    assert stopped_all([(EMAIL, ADDRESS), (PHONE, NUMBER)])
    assert not stopped_all([(EMAIL, ADDRESS)])


def test_every_alias_of_a_stopped_mailbox_is_found_at_once(django_assert_num_queries):
    suppress(EMAIL, "ne.gar+shop@gmail.com", "email", "asked")
    asked = {Contact(EMAIL, f"negar+{number}@gmail.com", "email") for number in range(300)}
    with django_assert_num_queries(1):
        assert suppressed([*asked, MAIL]) == asked


def test_many_contacts_cost_few_queries(django_assert_num_queries):
    suppress(*MAIL, "asked")
    many = [Contact(EMAIL, f"{number}@example.com", "email") for number in range(1200)]
    with django_assert_num_queries(3):
        assert suppressed([*many, MAIL]) == {Contact(*MAIL)}


def test_a_stop_withdraws_what_was_agreed_to_and_can_be_taken_back_with_it():
    agree()
    suppress(*MAIL, "asked")
    assert not has_consent(*MAIL)
    assert take_back_stop(contact_hash(EMAIL, ADDRESS), "email")
    assert has_consent(*MAIL)
    assert not is_suppressed(*MAIL)
    assert not take_back_stop(contact_hash(EMAIL, ADDRESS), "email")


def test_taking_back_a_stop_brings_back_nothing_that_was_withdrawn_before():
    agree()
    withdraw(EMAIL, ADDRESS, "email", now=timezone.now() - timedelta(days=1))
    suppress(*MAIL, "asked")
    take_back_stop(contact_hash(EMAIL, ADDRESS), "email")
    assert not has_consent(*MAIL)


@pytest.mark.parametrize("reason", HARD)
def test_only_what_was_asked_for_is_lifted_by_agreeing_again(reason):
    suppress(*MAIL, reason)
    suppress(*MAIL, "asked")
    assert not allow_again(*MAIL)
    assert not take_back_stop(contact_hash(EMAIL, ADDRESS), "email")
    assert (is_suppressed(*MAIL), reason_for(*MAIL)) == (True, reason)


@pytest.mark.parametrize("reason", HARD)
def test_a_stop_that_was_asked_for_becomes_what_cannot_be_lifted(reason):
    suppress(*MAIL, "asked")
    suppress(*MAIL, reason)
    assert not allow_again(*MAIL)
    assert Suppression.objects.get().reason == reason


def test_agreeing_again_lifts_one_channel_and_leaves_the_others_stopped():
    suppress(PHONE, NUMBER, "", "asked")
    assert allow_again(*SMS)
    assert suppressed([SMS, WHATSAPP]) == {Contact(*WHATSAPP)}
    assert not allow_again(*SMS)


def test_agreeing_by_one_contact_lifts_nothing_of_another():
    suppress(*MAIL, "asked")
    allow_again(EMAIL, "other@example.com", "email")
    assert is_suppressed(*MAIL)


@pytest.fixture
def rotated(settings):
    """Something was stored before the key was changed."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "former", []
    agree(SMS)
    suppress(*MAIL, "complained")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "present", ["former"]


def test_a_new_key_forgets_nothing_and_what_is_found_by_the_former_is_stored_again(rotated, settings):
    assert is_suppressed(*MAIL)
    assert has_consent(*SMS)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_suppressed(*MAIL)
    assert reason_for(*MAIL) == "complained"
    assert has_consent(*SMS)
    assert (Suppression.objects.count(), Consent.objects.count()) == (1, 1)


def test_of_two_reasons_under_two_keys_the_harder_one_stays(rotated):
    suppress(*MAIL, "asked")
    assert is_suppressed(*MAIL)
    assert Suppression.objects.get().reason == "complained"


def test_under_a_former_key_too_a_person_withdraws_and_allows(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "former", []
    agree(SMS)
    suppress(*MAIL, "asked")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "present", ["former"]
    assert withdraw(PHONE, NUMBER) == 1
    assert allow_again(*MAIL)
    assert not is_suppressed(*MAIL)


def test_withdrawn_consents_go_after_three_years_and_suppressions_stay():
    agree()
    agree(SMS)
    suppress(EMAIL, ADDRESS, "", "asked")
    Consent.objects.exclude(withdrawn_at=None).update(withdrawn_at=timezone.now() - timedelta(days=1094))
    assert delete_old_consents() == 0
    Consent.objects.exclude(withdrawn_at=None).update(withdrawn_at=timezone.now() - timedelta(days=1096))
    assert delete_old_consents() == 1
    assert (Consent.objects.get().channel, Suppression.objects.count()) == ("sms", 1)
