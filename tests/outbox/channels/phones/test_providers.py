"""Each provider, spoken to as its documentation says."""

import json
from decimal import Decimal
from typing import Any

import pytest

from support_plugin.outbox.channels.base import Channel, Rejected, Sent, TryLater
from support_plugin.outbox.channels.phones.sending import send_text
from support_plugin.web.private_addresses import NoAnswer
from tests.outbox.channels.phones import providers
from tests.outbox.channels.phones.conftest import HOMES, PROVIDERS, text

pytestmark = pytest.mark.any_database


def send(provider: str, message: Any = None) -> Sent:
    channel = Channel.WHATSAPP if PROVIDERS[provider][1] == "WHATSAPP" else Channel.SMS
    return send_text(channel, message or text())


def outcome(provider: str, message: Any) -> str:
    """Return what became of a message: "sent", "later", "rejected", "dead" or "unknown"."""
    try:
        send(provider, message)
    except TryLater:
        return "later"
    except Rejected as error:
        return "dead" if error.is_contact_dead else "rejected"
    except NoAnswer:
        return "unknown"
    return "sent"


def number(provider: str, end: str) -> str:
    return HOMES[provider] + "1234" + end


def test_kavenegar_takes_free_text_and_says_what_it_cost(use, server):
    use("kavenegar", SENDER=providers.LINE)
    assert send("kavenegar") == Sent("8792343", Decimal(120), "IRR")
    assert server.last.form == {
        "receptor": "09121234567",
        "message": "سبد خرید شما منتظر است",
        "sender": providers.LINE,
    }


def test_kavenegar_takes_a_template_with_tokens_by_name_or_in_order(use, server):
    use("kavenegar")
    by_name = {"token": "سارا", "token10": "کفش ورزشی مردانه"}
    send("kavenegar", text(template=providers.LOOKUP, parameters=by_name))
    assert server.last.form == {"receptor": "09121234567", "template": providers.LOOKUP, **by_name}
    send("kavenegar", text(template=providers.LOOKUP, parameters={"name": "سارا احمدی", "price": "۲۵۰"}))
    # A space would be refused (431).
    assert server.last.form["token"] == "سارا\u200cاحمدی"
    assert server.last.form["token2"] == "۲۵۰"


def test_sms_ir_takes_free_text_and_counts_its_credit(use, server):
    use("sms_ir", PRICE="150", CURRENCY="IRR")
    assert send("sms_ir") == Sent("86522023", Decimal(300), "IRR")
    assert server.last.json == {
        "lineNumber": int(providers.LINE),
        "messageText": "سبد خرید شما منتظر است",
        "mobiles": ["09121234567"],
    }


def test_sms_ir_takes_a_template_with_parameters(use, server):
    use("sms_ir")
    sent = send("sms_ir", text(template=providers.VERIFY, parameters={"NAME": "سارا", "PRICE": "۲۵۰"}))
    assert sent == Sent("89545112")
    assert server.last.json["parameters"] == [
        {"name": "NAME", "value": "سارا"},
        {"name": "PRICE", "value": "۲۵۰"},
    ]


def test_sms_ir_sends_nothing_without_a_line_or_a_templates_number(use, server):
    use("sms_ir", SENDER=None)
    assert outcome("sms_ir", text()) == "later"
    assert outcome("sms_ir", text(template="cart")) == "later"
    assert server.requests == []


def test_twilio_takes_free_text(use, server):
    use("twilio", PRICE=0.04, CURRENCY="USD")
    sent = send("twilio", text(number("twilio", "000"), "س" * 71))
    assert sent == Sent("SM0123456789abcdef0123456789abcdef", Decimal("0.08"), "USD")
    assert server.last.form == {"To": "+447701234000", "From": "+15005550006", "Body": "س" * 71}
    # Its own price, where it says one.
    assert send("twilio", text(number("twilio", "750"))).cost == Decimal("0.00750")


def test_twilio_takes_a_template_by_a_messaging_service_and_an_api_key(use, server):
    use("twilio", API_KEY="SK01", SENDER=None, MESSAGING_SERVICE_SID=providers.SERVICE)
    send("twilio", text(number("twilio", "000"), template=providers.CONTENT, parameters={"1": "سارا"}))
    form = server.last.form
    assert json.loads(form.pop("ContentVariables")) == {"1": "سارا"}
    assert form == {
        "To": "+447701234000",
        "MessagingServiceSid": providers.SERVICE,
        "ContentSid": providers.CONTENT,
    }


def test_twilio_takes_whatsapp_messages(settings, server):
    options = {**PROVIDERS["twilio"][2], "URL": server.url}
    path = "support_plugin.outbox.channels.phones.twilio.TwilioWhatsApp"
    settings.SUPPORT_PLUGIN = {"WHATSAPP": {"PROVIDER": path, "OPTIONS": options}}
    send_text(Channel.WHATSAPP, text(template=providers.CONTENT))
    assert server.last.form == {
        "To": "whatsapp:+989121234567",
        "From": "whatsapp:+15005550006",
        "ContentSid": providers.CONTENT,
    }


def test_unifonic_takes_the_rendered_text(use, server):
    use("unifonic", PRICE=1, CURRENCY="SAR", MESSAGE_TYPE=5, SUFFIXES={"966": "STOP"})
    sent = send("unifonic", text(number("unifonic", "000"), "سلتك بانتظارك", template="ignored"))
    assert sent == Sent("42000348806924", Decimal(1), "SAR")
    assert server.last.form == {
        "AppSid": providers.KEY,
        "SenderID": providers.NAME,
        "Recipient": "966501234000",
        "Body": "سلتك بانتظارك\nSTOP",
        "responseType": "JSON",
        "MessageType": "5",
    }
    assert send("unifonic", text(number("unifonic", "050"))).cost == Decimal("0.05")


def test_whatsapp_takes_a_template_in_the_persons_language(use, server):
    use("whatsapp", PRICE="0.02", CURRENCY="USD")
    parameters = {"header.title": "سبد", "name": "سارا\nاحمدی", "button.0": "r/abc"}
    sent = send("whatsapp", text(template=providers.META, parameters=parameters, language="en-gb"))
    assert sent == Sent("wamid.HBgL", Decimal("0.02"), "USD")
    assert server.last.headers["authorization"] == f"Bearer {providers.TOKEN}"
    assert server.last.json["template"] == {
        "name": providers.META,
        "language": {"code": "en_GB"},
        "components": [
            {"type": "header", "parameters": [{"type": "text", "parameter_name": "title", "text": "سبد"}]},
            {
                "type": "body",
                "parameters": [{"type": "text", "parameter_name": "name", "text": "سارا احمدی"}],
            },
            {
                "type": "button",
                "sub_type": "url",
                "index": "0",
                "parameters": [{"type": "text", "text": "r/abc"}],
            },
        ],
    }


def test_whatsapp_takes_parameters_by_position_and_metas_own_codes(use, server):
    use("whatsapp", LANGUAGES={"en": "en_US"})
    send("whatsapp", text(template=providers.META, parameters={"1": "Sara", "2": "$5"}, language="en"))
    template = server.last.json["template"]
    assert template["language"] == {"code": "en_US"}
    [body] = template["components"]
    assert body["parameters"] == [{"type": "text", "text": "Sara"}, {"type": "text", "text": "$5"}]


def test_whatsapp_takes_free_text_to_whom_wrote_lately(use, server):
    use("whatsapp")
    send("whatsapp", text(words="سلام"))
    assert server.last.json["text"] == {"body": "سلام"}


@pytest.mark.parametrize(
    ("provider", "end", "expected"),
    [
        ("kavenegar", "418", "later"),  # no credit
        ("kavenegar", "014", "dead"),  # blocked the line
        ("sms_ir", "102", "later"),  # no credit
        ("sms_ir", "115", "dead"),
        ("sms_ir", "007", "dead"),
        ("sms_ir", "008", "rejected"),
        ("twilio", "211", "dead"),
        ("twilio", "610", "dead"),
        ("twilio", "614", "dead"),
        ("twilio", "635", "dead"),
        ("twilio", "612", "rejected"),
        ("twilio", "408", "later"),
        ("twilio", "608", "later"),
        ("twilio", "429", "later"),
        ("twilio", "999", "dead"),
        ("unifonic", "001", "later"),
        ("unifonic", "003", "dead"),
        ("unifonic", "004", "dead"),
        ("unifonic", "005", "rejected"),
        ("unifonic", "007", "rejected"),
        ("unifonic", "008", "later"),
        ("unifonic", "009", "rejected"),
        ("unifonic", "777", "rejected"),
        ("whatsapp", "026", "dead"),
        ("whatsapp", "050", "dead"),
        ("whatsapp", "047", "rejected"),
        ("whatsapp", "049", "later"),
        ("whatsapp", "056", "later"),
        ("whatsapp", "016", "later"),
        ("whatsapp", "100", "later"),
        ("whatsapp", "042", "later"),
    ],
)
def test_an_error_of_the_provider_says_what_becomes_of_the_message(use, provider, end, expected):
    use(provider)
    assert outcome(provider, text(number(provider, end))) == expected


@pytest.mark.parametrize(
    ("provider", "message", "expected"),
    [
        ("kavenegar", text("+98912"), "dead"),
        ("kavenegar", text("+98912345678"), "dead"),
        ("kavenegar", text(words="a" * 901), "rejected"),
        ("kavenegar", text(template="other", parameters={"token": "1"}), "later"),
        ("kavenegar", text(template=providers.LOOKUP), "later"),
        ("kavenegar", text(sender="3000"), "later"),
        ("sms_ir", text("+966501234567"), "dead"),
        ("sms_ir", text(template=providers.VERIFY, parameters={"A": "a" * 26}), "rejected"),
        ("sms_ir", text(template="999"), "later"),
        ("sms_ir", text(sender="3000"), "later"),
        ("twilio", text(words="a" * 1601), "rejected"),
        ("twilio", text(template="HX9"), "later"),
        ("whatsapp", text(template="other", language="fa"), "later"),
        ("whatsapp", text(template=providers.META, language="de"), "later"),
    ],
)
def test_a_fault_of_the_message_ends_it_and_one_of_the_shop_does_not(use, provider, message, expected):
    use(provider)
    assert outcome(provider, message) == expected


def test_the_wait_that_a_provider_asks_for_is_passed_on(use, server):
    use("whatsapp")
    with pytest.raises(TryLater) as held_back:
        send("whatsapp", text(number("whatsapp", "049")))
    assert held_back.value.retry_after == 24 * 3600
    server.say(429, {}, Retry_After="7")
    with pytest.raises(TryLater) as too_many:
        send("whatsapp")
    assert too_many.value.retry_after == 7


def test_a_wrong_key_loses_no_message_and_is_not_repeated_in_the_reason(use):
    for provider, (_path, _key, own) in PROVIDERS.items():
        name = next(name for name in ("API_KEY", "AUTH_TOKEN", "ACCESS_TOKEN") if name in own)
        use(provider, **{name: "wr0ng-key"})
        with pytest.raises(TryLater) as error:
            send(provider, text(number(provider, "000")))
        assert "wr0ng" not in str(error.value), provider
        assert "…" in str(error.value), provider


@pytest.mark.parametrize(
    ("site", "has_address"),
    [("https://shop.example", True), ("http://127.0.0.1:8000", False)],
)
def test_each_message_of_twilios_names_the_address_to_report_what_became_of_it(
    use, server, settings, site, has_address
):
    secret = "a-secret-of-32-letters-and-digits"
    use("twilio", REPORTS_SECRET=secret)
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": site}
    send("twilio", text(number("twilio", "000")))
    url = server.requests[-1].form.get("StatusCallback", "")
    assert bool(url) is has_address
    if has_address:
        assert url.startswith("https://shop.example/")
        assert url.endswith(f"/support/phones/twilio/{secret}/")
