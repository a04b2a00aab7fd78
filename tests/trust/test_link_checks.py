from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from support_plugin.preferences.models import SupportSettings
from support_plugin.trust import link_checks
from support_plugin.trust.models import Badge
from support_plugin.web.private_addresses import NoAnswer

pytestmark = pytest.mark.django_db


def add(provider, **fields):
    url = "https://seal.example/"
    return Badge.objects.create(**{"kind": "own", "provider": provider, "verification_url": url, **fields})


def run(*args):
    output = StringIO()
    with translation.override("en"):
        call_command("support_check_badges", *args, stdout=output)
    return output.getvalue()


@pytest.fixture
def asked(monkeypatch):
    """The addresses that were asked; those with "dead" in them don't answer."""
    found = []

    def ask(url, referrer):
        found.append(url)
        if "dead" in url:
            raise NoAnswer("HTTP 404")

    check = link_checks.check_links
    monkeypatch.setattr(
        "support_plugin.management.commands.support_check_badges.check_links", lambda: check(ask)
    )
    return found


def test_links_are_asked_only_where_the_admin_wants_that(asked):
    add("seal")
    assert "not checked" in run()
    assert asked == []
    SupportSettings.objects.create(badge_links_checked=True)
    assert "Links checked: 1" in run()
    assert asked == ["https://seal.example/"]


def test_what_was_found_is_stored_and_nothing_else_changed(asked):
    SupportSettings.objects.create(badge_links_checked=True)
    alive, dead = add("alive"), add("dead", verification_url="https://dead.example/")
    built = add("", preset="mojavez", seal_id="5", verification_url="")
    add("off", is_active=False)
    add("claimed", verification_url="", kind="security")
    run()
    assert sorted(asked) == [
        "https://dead.example/",
        "https://qr.mojavez.ir/track/5",
        "https://seal.example/",
    ]
    for badge, is_ok, problem in [(alive, True, ""), (dead, False, "HTTP 404"), (built, True, "")]:
        badge.refresh_from_db()
        assert (badge.link_ok, badge.link_problem) == (is_ok, problem)
        assert timezone.now() - badge.checked_at < timedelta(minutes=1)


def test_a_change_by_the_admin_meanwhile_stays(asked, monkeypatch):
    badge = add("old")

    def ask(url, referrer):
        Badge.objects.filter(pk=badge.pk).update(provider="new")

    list(link_checks.check_links(ask))
    badge.refresh_from_db()
    assert (badge.provider, badge.link_ok) == ("new", True)


def test_a_page_that_answers_again_is_no_longer_warned_of(asked):
    SupportSettings.objects.create(badge_links_checked=True)
    badge = add("dead", verification_url="https://dead.example/")
    assert "HTTP 404" in run()
    Badge.objects.filter(pk=badge.pk).update(verification_url="https://seal.example/")
    assert "dead:" not in run()


def test_the_shop_is_sent_to_the_provider(settings, monkeypatch):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    referrers = []
    add("seal")
    list(link_checks.check_links(lambda url, referrer: referrers.append(referrer)))
    assert referrers == ["https://shop.example/"]


def test_managers_learn_by_mail_what_is_wrong(asked, settings, mailoutbox):
    settings.MANAGERS = [("Owner", "owner@example.com")]
    add("fine")
    run("--mail")
    assert mailoutbox == []
    add("ending", valid_until=timezone.localdate() + timedelta(days=3))
    add("claimed", verification_url="", kind="security")
    assert "ending: It ends in 3 days." in run("--mail")
    assert mailoutbox[0].to == ["owner@example.com"]
    assert "ending: It ends in 3 days." in mailoutbox[0].body
    assert "claimed: No verification link" in mailoutbox[0].body
    assert "fine" not in mailoutbox[0].body
