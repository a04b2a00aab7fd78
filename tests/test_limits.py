"""Who is counted, and for what."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from support_plugin import counters
from support_plugin.conf import DEFAULTS
from support_plugin.errors import Refused
from support_plugin.limits import POLICIES, Who, address_of, network_of, spend, too_many


@pytest.fixture(autouse=True)
def one_window(monkeypatch):
    """No window ends in between."""
    monkeypatch.setattr(counters, "_now", lambda: 1_000_000.0)


def accepted(policy, whos):
    """Return how many of these were let through; the others must come back with the next window."""
    count = 0
    for who in whos:
        try:
            spend(policy, who)
            count += 1
        except Refused as refused:
            answer = refused.code, refused.retry_after
            if answer != ("too_many", counters.seconds_left(POLICIES[policy].seconds)):
                raise
    return count


def test_each_policy_has_its_number_in_the_settings():
    assert {policy.setting for policy in POLICIES.values()} <= DEFAULTS.keys()


def test_a_person_is_counted_wherever_they_come_from(settings):
    settings.SUPPORT_PLUGIN = {"MESSAGES_PER_MINUTE": 3}
    assert accepted("messages", [Who(f"192.0.2.{n}", "visitor-1") for n in range(5)]) == 3
    assert accepted("messages", [Who("192.0.2.1", "visitor-2")]) == 1


def test_people_behind_one_address_do_not_use_up_each_others_limit(settings):
    settings.SUPPORT_PLUGIN = {"MESSAGES_PER_MINUTE": 3}
    shoppers = [Who("192.0.2.1", f"visitor-{n}") for n in range(20)]
    assert accepted("messages", shoppers * 3) == 60


def test_sixty_cookies_of_one_address_have_its_limit_and_no_more(settings):
    settings.SUPPORT_PLUGIN = {"MESSAGES_PER_MINUTE": 3, "PEOPLE_PER_ADDRESS": 10}
    cookies = [Who("192.0.2.1", f"visitor-{n}") for n in range(60)]
    assert accepted("messages", cookies * 3) == 30
    assert accepted("messages", [Who("192.0.2.2", "visitor-1000")]) == 1


def test_whoever_nobody_has_verified_is_counted_by_address_only(settings):
    settings.SUPPORT_PLUGIN = {"BADGES_PER_MINUTE": 2, "PEOPLE_PER_ADDRESS": 2}
    assert accepted("badges", [Who("192.0.2.1")] * 6) == 4


def test_a_mailbox_gets_no_more_than_a_persons_share_whoever_asks(settings):
    settings.SUPPORT_PLUGIN = {"TRANSCRIPTS_PER_HOUR": 2}
    for number, mailbox in enumerate(["Victim@example.com", "victim@example.com"]):
        spend("transcripts", Who(f"192.0.2.{number}", f"visitor-{number}", mailbox))
    with pytest.raises(Refused) as refused:
        spend("transcripts", Who("192.0.2.9", "visitor-9", "victim@example.com"))
    assert 60 < refused.value.retry_after <= 3600


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::5%eth0", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
        ("made up", ""),
    ],
)
def test_an_ipv6_network_is_counted_as_one_address(address, counted):
    assert network_of(address) == counted


def test_a_header_that_is_not_named_in_the_settings_is_its_senders_word():
    meta = {
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_X_FORWARDED_FOR": "203.0.113.5",
        "HTTP_X_REAL_IP": "203.0.113.6",
    }
    assert address_of(meta) == "192.0.2.1"


@pytest.mark.parametrize(
    ("header", "counted"),
    [
        ("203.0.113.5", "203.0.113.5"),
        # A proxy that appends what it saw: what stands before came with the request.
        ("198.51.100.1, 203.0.113.5", "203.0.113.5"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "127.0.0.1"),
        ("nonsense", "127.0.0.1"),
    ],
)
def test_the_proxys_header_names_the_address_where_the_settings_say_so(settings, header, counted):
    settings.SUPPORT_PLUGIN = {"ADDRESS_HEADER": "X-Real-IP"}
    assert address_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": header}) == counted


def test_a_visitor_an_account_and_a_stranger_are_distinguished():
    visitor, meta = SimpleNamespace(user_id=None, key_hash="ab"), {"REMOTE_ADDR": "192.0.2.1"}
    joined = SimpleNamespace(user_id=3, key_hash=None)
    account = SimpleNamespace(pk=3, is_authenticated=True)
    assert Who.of(SimpleNamespace(META=meta, user=account), visitor).person == "key-ab"
    assert Who.of(SimpleNamespace(META=meta, user=AnonymousUser()), joined).person == "user-3"
    assert Who.of(SimpleNamespace(META=meta, user=account)).person == "user-3"
    assert Who.of(SimpleNamespace(META=meta, user=AnonymousUser())).person == ""
    assert Who.of(SimpleNamespace(META=meta)).person == ""


def test_a_proxys_address_at_its_limit_is_named_in_the_log(settings, caplog):
    settings.SUPPORT_PLUGIN = {"CONVERSATIONS_PER_MINUTE": 1}
    accepted("conversations", [Who("198.51.100.9"), Who("198.51.100.9"), Who("127.0.0.1"), Who("127.0.0.1")])
    assert [record.args[1] for record in caplog.records if "proxy" in record.message][-1] == "127.0.0.1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "digits"), [("fa", "۰۱۲۳۴۵۶۷۸۹"), ("ar", "٠١٢٣٤٥٦٧٨٩"), ("en", "0123456789")]
)
def test_whoever_must_wait_reads_the_seconds_in_their_own_digits(language, digits):
    refused = too_many("messages")
    with translation.override(language):
        found = [letter for letter in refused.detail if letter.isdigit()]
    assert found
    assert set(found) <= set(digits)


def test_people_of_one_address_share_only_what_nobody_has_a_key_for_yet():
    """Whoever has a conversation or a cart is counted by it: many shoppers come from one address."""
    alone = {name for name, policy in POLICIES.items() if policy.by_address_only}
    of_nobody = {"conversations", "phone_reports", "restore_links", "unsubscribes"}
    assert alone == {*of_nobody, "cart_messages_by_address", "cart_sms"}
