"""What is wrong with the settings of a provider is named, without what is secret in them."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from tests.outbox.channels.phones.conftest import PACKAGE, PROVIDERS

pytestmark = pytest.mark.any_database
KAVENEGAR, UNIFONIC, TWILIO = (PROVIDERS[name][0] for name in ("kavenegar", "unifonic", "twilio"))
KEY = {"API_KEY": "s3cret"}


def found(key, setting, deploy=False):
    with override_settings(SUPPORT_PLUGIN={key: setting}):
        messages = run_checks(tags=["support_plugin"], include_deployment_checks=deploy, databases=[])
    ours = [one for one in messages if f"[{key!r}]" in one.msg]
    assert all(one.hint for one in ours)
    assert "s3cret" not in "".join(f"{one}" for one in ours)
    return [one.id.removeprefix("support_plugin.") for one in ours]


@pytest.mark.parametrize(("path", "key", "options"), PROVIDERS.values())
def test_a_provider_with_its_options_is_right(path, key, options):
    assert found(key, {"PROVIDER": path, "OPTIONS": options}) == []


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("s3cret", "E003"),
        ({}, None),
        ({"OPTIONS": KEY}, "E060"),
        ({"PROVIDER": "no.such.Provider", "OPTIONS": KEY}, "E060"),
        ({"PROVIDER": "support_plugin.conf.get_config", "OPTIONS": KEY}, "E060"),
        ({"PROVIDER": "support_plugin.outbox.channels.base.Sent", "OPTIONS": KEY}, "E060"),
        ({"PROVIDER": KAVENEGAR}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": "s3cret"}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {"API_KEY": ""}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {"API_KEY": "s3cret\n"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {"API_KEY": b"s3cret"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {"API_KEY": "s3cret۱"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "APIKEY": "s3cret"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "URL": "api.kavenegar.com"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "URL": "ftp://s3cret/"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "TIMEOUT": 0}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "TIMEOUT": "5"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "PRICE": 5}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "PRICE": "five", "CURRENCY": "IRR"}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "SENDERS": {"+98": "1000"}}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "SUFFIXES": ["لغو۱۱"]}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "SENDER": 1000}}, "E061"),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": KEY, "KEY": "s3cret"}, "E061"),
        ({"PROVIDER": TWILIO, "OPTIONS": {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "s3cret"}}, "E061"),
        ({"PROVIDER": UNIFONIC, "OPTIONS": {**KEY, "SENDER": "SHOP"}}, "W062"),
        ({"PROVIDER": UNIFONIC, "OPTIONS": {**KEY, "SENDER": "SHOP", "SENDERS": {"966": "SHOP-AD"}}}, None),
        ({"PROVIDER": UNIFONIC, "OPTIONS": {**KEY, "SENDER": "SHOP-ad"}}, None),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "SENDER": "1000"}}, None),
        ({"PROVIDER": KAVENEGAR, "OPTIONS": {**KEY, "SENDERS": {"966": "SHOP"}}}, "W062"),
    ],
)
def test_a_wrong_option_is_named(setting, expected):
    assert found("SMS", setting) == ([expected] if expected else [])


def test_an_open_shop_does_not_write_its_messages_into_a_file(tmp_path):
    setting = {"PROVIDER": f"{PACKAGE}.files.Files", "OPTIONS": {"FOLDER": tmp_path}}
    assert found("WHATSAPP", setting) == []
    assert found("WHATSAPP", setting, deploy=True) == ["W063"]


SECRET = "a-s3cret-of-32-letters-and-digits"


@pytest.mark.parametrize(("path", "key", "options"), PROVIDERS.values())
def test_who_could_report_what_became_of_messages_should_have_an_address_for_it(path, key, options):
    setting = {"PROVIDER": path, "OPTIONS": options}
    assert found(key, setting, deploy=True) == ["W064"]
    more = {"APP_SECRET": "s3cret"} if key == "WHATSAPP" else {}
    setting = {"PROVIDER": path, "OPTIONS": {**options, "REPORTS_SECRET": SECRET, **more}}
    assert found(key, setting, deploy=True) == []


@pytest.mark.parametrize(
    ("provider", "wrong"),
    [
        ("kavenegar", {"REPORTS_SECRET": "s3cret"}),
        ("kavenegar", {"REPORTS_SECRET": "s3cret/" * 6}),
        ("kavenegar", {"REPORTS_SECRET": ["s3cret"]}),
        ("kavenegar", {"REPORTS_SECRET": ""}),
        ("kavenegar", {"APP_SECRET": "s3cret"}),
        ("whatsapp", {"REPORTS_SECRET": SECRET}),
        ("twilio", {"REPORTS_SECRET": SECRET, "API_KEY": "SK1"}),
    ],
)
def test_an_address_that_could_be_guessed_or_forged_is_an_error(provider, wrong):
    path, key, options = PROVIDERS[provider]
    assert found(key, {"PROVIDER": path, "OPTIONS": {**options, **wrong}}) == ["E061"]
