"""Nobody but the provider can report to the shop, and nothing of it is in a log."""

import json
import logging

import pytest

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Stopped
from support_plugin.outbox.channels.receiving.flows import delete_old_stops
from support_plugin.outbox.channels.receiving.models import StopNotice
from support_plugin.signals import phone_reported
from support_plugin.visitors.consents.flows import allow_again
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import is_suppressed
from support_plugin.visitors.contacts import PHONE
from tests.outbox.channels.receiving.conftest import (
    NUMBER,
    SECRET,
    SHOP,
    address,
    client,
    kavenegar,
    sign_for_meta,
    sign_for_twilio,
    twilio,
    whatsapp,
)

pytestmark = pytest.mark.django_db
ANSWER = {"MessageSid": "SM2", "From": NUMBER, "Body": "STOP"}
STOP = {"messages": [{"from": NUMBER.removeprefix("+"), "id": "w", "type": "text", "text": {"body": "stop"}}]}


def nobody_is_stopped():
    return not Suppression.objects.exists() and not StopNotice.objects.exists()


@pytest.mark.parametrize("signature", ["", "x", "سلام", sign_for_twilio(SHOP, ANSWER)])
def test_a_forged_stop_for_a_stranger_stops_nobody(use, reported, signature):
    use("twilio")
    assert twilio(ANSWER, signature).status_code == 403
    assert reported == []
    assert nobody_is_stopped()


def test_a_signature_of_other_fields_is_none(use):
    use("twilio")
    signature = sign_for_twilio(SHOP + address("twilio"), ANSWER)
    assert twilio({**ANSWER, "From": "+989123333333"}, signature).status_code == 403
    assert twilio({**ANSWER, "Extra": "1"}, signature).status_code == 403
    assert nobody_is_stopped()


def test_a_signature_of_another_address_is_none(use):
    use("twilio")
    signature = sign_for_twilio("https://evil.example" + address("twilio"), ANSWER)
    assert twilio(ANSWER, signature).status_code == 403


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha256=00", sign_for_meta(b"{}"), sign_for_meta(b"{}", "")]
)
def test_forged_json_stops_nobody(use, reported, signature):
    use("whatsapp")
    assert whatsapp(STOP, signature).status_code == 403
    assert reported == []
    assert nobody_is_stopped()


@pytest.mark.parametrize("secret", ["x", "s3cret-of-this-address-0123456788", "None", "سلام"])
def test_where_nothing_is_signed_the_address_is_the_secret(use, reported, secret):
    use("kavenegar")
    answer = kavenegar(secret, messageid="5", **{"from": "09121234567", "message": "لغو"})
    assert answer.status_code == 404
    assert reported == []


@pytest.mark.parametrize(
    ("provider", "slug"),
    [
        ("kavenegar", "kavenegar"),
        ("sms_ir", "sms_ir"),
        ("twilio", "twilio"),
        ("unifonic", "unifonic"),
        ("whatsapp", "whatsapp_cloud"),
    ],
)
def test_without_a_secret_in_the_settings_there_is_no_address(use, provider, slug):
    use(provider, REPORTS_SECRET=None)
    for secret in ("", SECRET, "None"):
        path = address(slug, secret) if secret else address(slug, "x")
        assert client().post(path).status_code == 404
    use(provider)
    assert client().post(address(slug)).status_code != 404
    # Another provider's address is none, though the secret is right.
    others = {"kavenegar", "sms_ir", "twilio", "twilio_whatsapp", "unifonic", "whatsapp_cloud"} - {slug}
    assert {client().post(address(other)).status_code for other in others} == {404}


def test_without_any_provider_there_is_no_address(settings):
    settings.SUPPORT_PLUGIN = {}
    assert client().post(address("twilio")).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_who_reports_by_post_is_accepted_by_post_alone(use, reported, method):
    use("twilio")
    assert getattr(client(), method)(address("twilio"), ANSWER).status_code == 405
    assert reported == []


def test_a_head_request_to_kavenegars_address_changes_nothing(use, reported):
    use("kavenegar")
    answer = client().head(address("kavenegar"), {"messageid": "1", "status": "10"})
    assert (answer.status_code, reported) == (405, [])


def test_a_huge_body_is_not_read(use, reported):
    use("unifonic")
    body = b'{"MessageID": "1", "Status": "Delivered", "x": "' + b"x" * 70_000 + b'"}'
    answer = client().post(address("unifonic"), body, content_type="application/json")
    assert (answer.status_code, reported) == (413, [])


def test_more_than_django_reads_is_refused_too(use, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    use("whatsapp")
    assert whatsapp({"statuses": [{"id": "x" * 2000, "status": "delivered"}]}).status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"{", b"[" * 60_000, b"\xff\xfe", b"null", b"[1, 2]", b'{"entry": 5}', b'{"entry": [{"changes": 1}]}'],
)
def test_nonsense_harms_nobody(use, reported, body):
    use("whatsapp")
    assert whatsapp(None, body=body).status_code in (200, 400)
    use("unifonic")
    answer = client().post(address("unifonic"), body, content_type="application/json")
    assert answer.status_code in (200, 400)
    assert reported == []


def test_a_form_of_thousands_of_fields_is_refused(use, reported):
    use("unifonic")
    body = "&".join(f"a{number}=1" for number in range(1000))
    kind = "application/x-www-form-urlencoded"
    assert client().post(address("unifonic"), body, content_type=kind).status_code == 400


def test_characters_that_no_database_takes_are_left_out(use, reported):
    use("kavenegar")
    assert kavenegar(messageid="1\x00", status="10").status_code == 200
    assert [report.provider_id for _channel, report in reported] == ["1"]


def test_a_stop_is_accepted_once_and_a_replay_undoes_no_later_consent(use, settings):
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    use("twilio")
    assert twilio(ANSWER).status_code == 200
    assert twilio(ANSWER).status_code == 200
    assert is_suppressed(PHONE, NUMBER, "sms")
    allow_again(PHONE, NUMBER, "sms")
    assert twilio(ANSWER).status_code == 200
    assert not is_suppressed(PHONE, NUMBER, "sms")
    # Who says it again is accepted again.
    assert twilio({**ANSWER, "MessageSid": "SM3"}).status_code == 200
    assert is_suppressed(PHONE, NUMBER, "sms")


def test_what_a_receiver_cannot_store_is_sent_again_and_not_lost(use):
    use("twilio")

    def fail(**kwargs):
        raise RuntimeError(NUMBER)

    phone_reported.connect(fail)
    try:
        assert twilio(ANSWER).status_code == 503
    finally:
        phone_reported.disconnect(fail)
    assert nobody_is_stopped()
    assert twilio(ANSWER).status_code == 200
    assert is_suppressed(PHONE, NUMBER, "sms")


def test_no_log_has_a_number_or_the_secret(use, caplog):
    caplog.set_level(logging.DEBUG)
    use("kavenegar")

    def fail(**kwargs):
        raise RuntimeError(NUMBER)

    stop = {"messageid": "5", "from": "09121234567", "message": "لغو"}
    kavenegar(**stop)
    kavenegar("x" * 30, **stop)
    phone_reported.connect(fail)
    kavenegar(**{**stop, "messageid": "6"})
    phone_reported.disconnect(fail)
    use("twilio")
    twilio(ANSWER, "x")
    text = "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records)
    assert "RuntimeError" in text
    assert "9121234567" not in text
    assert SECRET not in text
    assert NUMBER not in repr([Stopped("1", NUMBER), Failed("1", NUMBER)])


def test_only_so_many_calls_of_one_address_are_accepted(use, settings):
    use("kavenegar")
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "PHONE_REPORTS_PER_MINUTE": 2}
    answers = [kavenegar("wrong-" * 6, messageid="1", status="10") for _number in range(3)]
    assert [one.status_code for one in answers] == [404, 404, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_what_was_reported_long_ago_is_forgotten_and_the_wish_stays(use):
    use("twilio")
    twilio(ANSWER)
    assert delete_old_stops() == 0
    StopNotice.objects.update(at="2020-01-01T00:00:00+00:00")
    assert delete_old_stops() == 1
    assert is_suppressed(PHONE, NUMBER, "sms")


def test_a_length_of_thousands_of_digits_is_too_long(use, reported):
    use("kavenegar")
    answer = client().get(address("kavenegar"), {"messageid": "5", "status": "10"}, CONTENT_LENGTH="9" * 5000)
    assert (answer.status_code, reported) == (413, [])


@pytest.mark.parametrize(
    "cost", ["1e400", "9" * 30, "9999999999.5", "1e1000000", "NaN", "-Infinity", "x", ""]
)
@pytest.mark.parametrize("provider", ["sms_ir", "unifonic"])
def test_a_cost_beyond_belief_is_left_out_and_the_report_taken(use, reported, provider, cost):
    use(provider, PRICE=1200, CURRENCY="IRR")
    fields = {
        "MessageID": "7",
        "Status": "Delivered",
        "deliveryState": "1",
        "Cost": cost,
        "CurrencyCode": "SAR",
    }
    body = json.dumps(fields)
    answer = client().post(address(provider), body, content_type="application/json")
    assert answer.status_code == 200
    assert reported == [("sms", Delivered("7"))]
