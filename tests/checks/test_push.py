"""What an installer may do wrong with notifications of browsers, and is warned of."""

import pytest

from support_plugin.checks import push
from support_plugin.checks.push import check_push
from support_plugin.outbox.push.keys import new_private_key

RIGHT = {"PRIVATE_KEY": new_private_key(), "SUBJECT": "mailto:shop@shop.example"}


def ids(settings, chosen):
    settings.SUPPORT_PLUGIN = {"PUSH": chosen}
    return [problem.id.removeprefix("support_plugin.") for problem in check_push()]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, []),
        (RIGHT, []),
        ({**RIGHT, "SUBJECT": "https://shop.example/contact/"}, []),
        ({**RIGHT, "PUBLIC_KEY": "x"}, ["E047"]),
        ({**RIGHT, "PRIVATE_KEY": RIGHT["PRIVATE_KEY"][:-2]}, ["E049"]),
        ({**RIGHT, "PRIVATE_KEY": "-----BEGIN EC PRIVATE KEY-----"}, ["E049"]),
        ({"SUBJECT": RIGHT["SUBJECT"]}, ["E049"]),
        ({"PRIVATE_KEY": RIGHT["PRIVATE_KEY"]}, ["E050"]),
        ({**RIGHT, "SUBJECT": "shop@shop.example"}, ["E050"]),
        ({"KEY": 1}, ["E047", "E050", "E049"]),
        ("no dict", []),
    ],
)
def test_each_mistake_has_an_id_of_its_own(chosen, expected, settings):
    assert ids(settings, chosen) == expected


def test_the_missing_package_is_named(settings, monkeypatch):
    monkeypatch.setattr(push, "has_cryptography", lambda: False)
    assert ids(settings, RIGHT) == ["E048"]
    assert ids(settings, {}) == []


def test_a_key_that_is_wrong_is_not_shown(settings):
    settings.SUPPORT_PLUGIN = {"PUSH": {**RIGHT, "PRIVATE_KEY": "nearly-the-secret"}}
    assert "nearly-the-secret" not in str(check_push())
