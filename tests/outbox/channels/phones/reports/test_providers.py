"""What each provider reports, in its own form."""

import json
from decimal import Decimal

import pytest

from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Stopped
from support_plugin.outbox.channels.phones.reports.twilio import _signature
from tests.outbox.channels.receiving.conftest import (
    NUMBER,
    SECRET,
    address,
    client,
    kavenegar,
    twilio,
    whatsapp,
)

pytestmark = pytest.mark.django_db
SAUDI = "+966501234567"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"messageid": "8792343", "status": "10"}, Delivered("8792343")),
        ({"messageid": "8792343", "status": "11"}, Failed("8792343", reason="Kavenegar: 11 not delivered")),
        (
            {"messageid": "8792343", "status": "14"},
            Failed("8792343", reason="Kavenegar: 14 blocked by the receiver", is_contact_dead=True),
        ),
        ({"messageid": "8792343", "status": "4"}, None),
        ({"messageid": "", "status": "10"}, None),
        ({"status": "10"}, None),
        (
            {"messageid": "5", "from": "09121234567", "to": "10004346", "message": "لغو"},
            Stopped("5", NUMBER),
        ),
        ({"messageid": "5", "from": "989121234567", "to": "1", "message": "۱۱"}, Stopped("5", NUMBER)),
        ({"messageid": "5", "from": "9121234567", "to": "1", "message": "11"}, Stopped("5", NUMBER)),
        ({"messageid": "5", "from": "09121234567", "to": "1", "message": "کی می‌رسد؟"}, None),
        ({"messageid": "5", "from": "10004346", "to": "1", "message": "لغو"}, None),
    ],
)
def test_kavenegar_reports_by_get(use, reported, fields, expected):
    use("kavenegar")
    answer = kavenegar(**fields)
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert reported == ([("sms", expected)] if expected else [])


@pytest.mark.parametrize("as_json", [True, False])
def test_sms_ir_reports_the_delivery_and_its_cost(use, reported, as_json):
    use("sms_ir", PRICE=1200, CURRENCY="IRR")
    sent = {"messageId": 89545112, "mobile": 989121234567, "deliveryState": 1, "cost": 2.0}
    if as_json:
        client().post(address("sms_ir"), json.dumps([sent]), content_type="application/json")
    else:
        client().get(address("sms_ir"), sent)
    assert reported == [("sms", Delivered("89545112", Decimal("2400.0"), "IRR"))]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            {"messageId": 7, "mobile": 9121234567, "deliveryState": 7},
            Failed("7", NUMBER, "SMS.ir: 7 blacklist", is_contact_dead=True),
        ),
        ({"messageId": 7, "deliveryState": 2}, Failed("7", "", "SMS.ir: 2 not delivered")),
        ({"messageId": 7, "deliveryState": 3}, None),
        ({"mobile": 989121234567, "messageText": "لغو ۱۱", "receiveReturnId": 3}, Stopped("3", NUMBER)),
        ({"mobile": 989121234567, "messageText": "سلام", "receiveReturnId": 3}, None),
    ],
)
def test_sms_ir_reports_failures_and_answers(use, reported, sent, expected):
    use("sms_ir")
    answer = client().post(address("sms_ir"), json.dumps({"data": [sent]}), content_type="application/json")
    assert answer.status_code == 200
    assert reported == ([("sms", expected)] if expected else [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Status": "Delivered", "Cost": "0.05", "CurrencyCode": "SAR"}, ("delivered", Decimal("0.05"))),
        ({"Status": "Failed", "ErrorCode": "ER-03"}, ("failed", True)),
        ({"Status": "Rejected", "ErrorCode": "ER-07"}, ("failed", False)),
        ({"Status": "Sent"}, None),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_unifonic_reports_by_post(use, reported, fields, expected, as_json):
    use("unifonic")
    sent = {"MessageID": "3200017889310", "Recipient": SAUDI.removeprefix("+"), **fields}
    if as_json:
        client().post(address("unifonic"), json.dumps(sent), content_type="application/json")
    else:
        kind = "application/x-www-form-urlencoded"
        body = "&".join(f"{name}={value}" for name, value in sent.items())
        client().post(address("unifonic"), body, content_type=kind)
    found = [
        ("delivered", one.cost) if isinstance(one, Delivered) else ("failed", one.is_contact_dead)
        for _channel, one in reported
    ]
    assert found == ([expected] if expected else [])
    assert all(one.number == SAUDI for _channel, one in reported if isinstance(one, Failed))


def status(state, code="", **more):
    fields = {"MessageSid": "SM1", "MessageStatus": state, "To": NUMBER, "AccountSid": "AC1", **more}
    return fields | ({"ErrorCode": code} if code else {})


def answered(body, **more):
    return {"MessageSid": "SM2", "SmsStatus": "received", "From": NUMBER, "Body": body, **more}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (status("delivered"), [Delivered("SM1")]),
        (status("read"), [Delivered("SM1")]),
        (status("sent"), []),
        (status("undelivered", "30003"), [Failed("SM1", NUMBER, "Twilio: undelivered 30003")]),
        (status("undelivered", "30005"), [Failed("SM1", NUMBER, "Twilio: undelivered 30005", True)]),
        (
            status("failed", "21610"),
            [Failed("SM1", NUMBER, "Twilio: failed 21610"), Stopped("SM1 21610", NUMBER)],
        ),
        (answered("Stop."), [Stopped("SM2", NUMBER)]),
        (answered("BASTA", OptOutType="STOP"), [Stopped("SM2", NUMBER)]),
        (answered("START", OptOutType="START"), []),
        (answered("Please stop by at five"), []),
        # Only Iran's lines are answered by a number.
        (answered("11"), []),
    ],
)
def test_twilio_reports_by_a_signed_form(use, reported, fields, expected):
    use("twilio")
    answer = twilio(fields)
    assert answer.status_code == 200
    # Any text would be sent to the person.
    assert answer.content.endswith(b"<Response></Response>")
    assert reported == [("sms", one) for one in expected]


def test_twilios_signature_is_the_one_that_its_own_libraries_make():
    # Of the tests of Twilio's libraries.
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert _signature("12345", url, fields.items()) == b"0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize("base", ["https://shop.example", "https://testserver", "http://testserver"])
def test_twilio_may_have_called_another_address_than_the_shop_sees(use, reported, base):
    use("twilio")
    assert twilio(status("delivered"), base=base).status_code == 200
    assert len(reported) == 1


def test_with_an_api_key_twilio_signs_by_the_accounts_token(use, reported):
    use("twilio", API_KEY="SK1", SIGNING_TOKEN="the-accounts")
    assert twilio(status("delivered")).status_code == 403
    assert twilio(status("delivered"), token="the-accounts").status_code == 200
    assert len(reported) == 1


def failed(code):
    return {
        "id": "wamid.1",
        "status": "failed",
        "recipient_id": NUMBER.removeprefix("+"),
        "errors": [{"code": code, "title": "No"}],
    }


def message(**more):
    return {"messages": [{"from": NUMBER.removeprefix("+"), "id": "wamid.2", **more}]}


def wish(value, category="marketing_messages"):
    one = {"wa_id": NUMBER.removeprefix("+"), "category": category, "value": value, "timestamp": 1731705721}
    return {"user_preferences": [one]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"statuses": [{"id": "wamid.1", "status": "delivered"}]}, [Delivered("wamid.1")]),
        ({"statuses": [{"id": "wamid.1", "status": "read"}]}, [Delivered("wamid.1")]),
        ({"statuses": [{"id": "wamid.1", "status": "sent"}]}, []),
        ({"statuses": [failed(131026)]}, [Failed("wamid.1", NUMBER, "WhatsApp: 131026 No", True)]),
        ({"statuses": [failed(131049)]}, [Failed("wamid.1", NUMBER, "WhatsApp: 131049 No")]),
        (
            {"statuses": [failed(131050)]},
            [Failed("wamid.1", NUMBER, "WhatsApp: 131050 No"), Stopped("wamid.1 131050", NUMBER)],
        ),
        (message(type="text", text={"body": "stop"}), [Stopped("wamid.2", NUMBER)]),
        (message(type="text", text={"body": "إيقاف"}), [Stopped("wamid.2", NUMBER)]),
        (message(type="text", text={"body": "Does it come in red?"}), []),
        (message(type="button", button={"text": "Stop promotions"}), [Stopped("wamid.2", NUMBER)]),
        (message(type="image", image={"id": "1"}), []),
        (message(type="text", text="stop"), []),
        (wish("stop"), [Stopped(f"{NUMBER} 1731705721", NUMBER)]),
        (wish("resume"), []),
        (wish("stop", "other"), []),
        ({"statuses": "nonsense", "messages": [1, None, {}], "user_preferences": {}}, []),
    ],
)
def test_whatsapp_reports_by_signed_json(use, reported, value, expected):
    use("whatsapp")
    assert whatsapp(value).status_code == 200
    assert reported == [("whatsapp", one) for one in expected]


def test_one_request_of_whatsapps_reports_many_messages(use, reported):
    use("whatsapp")
    statuses = [{"id": f"wamid.{number}", "status": "delivered"} for number in range(1500)]
    assert whatsapp({"statuses": statuses}).status_code == 200
    assert len(reported) == 1500


def test_meta_is_answered_with_its_challenge(use):
    use("whatsapp")
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": SECRET}
    answer = client().get(address("whatsapp_cloud"), asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "another"},
        {"hub.verify_token": "ی"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "<script>"},
        {"hub.challenge": "1" * 300},
    ],
)
def test_whatsapp_refuses_whoever_has_not_the_token(use, wrong):
    use("whatsapp")
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": SECRET}
    assert client().get(address("whatsapp_cloud"), asked | wrong).status_code == 403
