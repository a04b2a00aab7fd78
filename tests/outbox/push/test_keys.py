"""The shop's key pair: made by a command, read from the settings."""

import io
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command

from support_plugin.outbox.push import keys
from support_plugin.outbox.push.base64url import decode, encode
from support_plugin.outbox.push.keys import get_push_keys, is_configured


def run_command():
    out = io.StringIO()
    call_command("support_push_keys", stdout=out)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("SUPPORT_PLUGIN"))
    return json.loads(line.partition(" = ")[2]), out.getvalue()


def test_what_the_command_prints_works_in_the_settings(settings):
    chosen, output = run_command()
    settings.SUPPORT_PLUGIN = {"PUSH": chosen}
    found = get_push_keys()
    assert found.public in output
    assert len(decode(found.public)) == 65
    assert len(found.key_id) == 16


def test_each_call_makes_another_pair():
    assert len({run_command()[0]["PRIVATE_KEY"] for _time in range(3)}) == 3


def test_the_command_says_what_it_needs(monkeypatch):
    monkeypatch.setattr(
        "support_plugin.management.commands.support_push_keys.has_cryptography", lambda: False
    )
    with pytest.raises(CommandError, match=r"django-oscar-support\[push\]"):
        run_command()


def test_the_public_half_belongs_to_the_private_one(push_keys):
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(push_keys.public))
    assert point == push_keys.private.public_key()


@pytest.mark.parametrize(
    "change",
    [
        {"PRIVATE_KEY": ""},
        {"PRIVATE_KEY": None},
        {"PRIVATE_KEY": "secret"},
        {"PRIVATE_KEY": encode(bytes(32))},
        {"PRIVATE_KEY": encode(b"\xff" * 32)},
        {"PRIVATE_KEY": encode(b"1" * 31)},
        {"SUBJECT": ""},
        {"SUBJECT": "shop@shop.example"},
        {"SUBJECT": None},
    ],
)
def test_what_cannot_work_turns_push_off(change, push_keys, settings):
    assert is_configured()
    settings.SUPPORT_PLUGIN = {"PUSH": {**settings.SUPPORT_PLUGIN["PUSH"], **change}}
    assert not is_configured()


def test_without_the_package_push_is_off(push_keys, monkeypatch):
    monkeypatch.setattr(keys, "find_spec", lambda name: None)
    assert not is_configured()


def test_without_keys_in_the_settings_push_is_not_configured(settings):
    settings.SUPPORT_PLUGIN = {}
    assert not is_configured()
