"""Settings: which provider takes what, and what every text goes through before."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from support_plugin.outbox.channels.base import Channel, Rejected, Sent, TryLater
from support_plugin.outbox.channels.phones.sending import Preview, is_configured, preview, send_text
from support_plugin.text.bidi import isolate
from tests.outbox.channels.phones import providers
from tests.outbox.channels.phones.conftest import PACKAGE, text
from tools.paths import ROOT

pytestmark = pytest.mark.any_database
FILES = f"{PACKAGE}.files.Files"
SENT: list[Any] = []
CHANNELS = ROOT / "docs" / "channels.md"


class Own:
    """A shop's own provider."""

    def __init__(self, options: Any) -> None:
        self.options = options

    def send(self, text: Any) -> Sent:
        SENT.append((self, text))
        return Sent("own")


def test_without_a_setting_nothing_is_sent(settings):
    settings.SUPPORT_PLUGIN = {}
    assert not any(is_configured(channel) for channel in Channel)
    assert not is_configured("sms")
    for channel in (Channel.SMS, Channel.WHATSAPP):
        with pytest.raises(TryLater, match="No provider"):
            send_text(channel, text())


def test_a_provider_of_sms_is_none_of_whatsapp(use):
    use("kavenegar")
    assert [channel for channel in Channel if is_configured(channel)] == [Channel.SMS]
    use("whatsapp")
    assert [channel for channel in Channel if is_configured(channel)] == [Channel.WHATSAPP]


def test_a_shop_may_bring_its_own_provider(settings):
    settings.SUPPORT_PLUGIN = {"SMS": {"PROVIDER": f"{__name__}.Own", "OPTIONS": {"A": 1}}}
    assert send_text(Channel.SMS, text(words=isolate("a"))) == Sent("own")
    assert send_text(Channel.SMS, text()) == Sent("own")
    (first, sent), (second, _sent) = SENT[-2:]
    assert first is second  # made once for each process
    assert first.options == {"A": 1}
    assert sent.text == "a"


def test_the_documented_provider_works(server):
    example = re.search(r"```python\n(from [^`]*class Panel.*?)```", CHANNELS.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example[1], names)  # noqa: S102
    panel = names["Panel"]({"API_KEY": "k3y", "URL": server.url, "SENDER": "SHOP"})
    server.say(200, {"id": 7})
    assert panel.send(text()) == Sent("7")
    assert server.last.headers["x-key"] == "k3y"
    server.say(400, {"error": "opted_out"})
    with pytest.raises(Rejected):
        panel.send(text())
    server.say(400, {"error": "no_credit"})
    with pytest.raises(TryLater, match="no_credit"):
        panel.send(text())


@pytest.mark.parametrize(
    "setting",
    [
        {"PROVIDER": "no.such.Provider"},
        {"PROVIDER": "support_plugin.conf.get_config"},
        {"PROVIDER": f"{PACKAGE}.kavenegar.Kavenegar"},
        {"PROVIDER": f"{PACKAGE}.kavenegar.Kavenegar", "OPTIONS": "k3y"},
        {"PROVIDER": f"{PACKAGE}.kavenegar.Kavenegar", "OPTIONS": {"API_KEY": "k3y\nk3y"}},
        {"OPTIONS": {"API_KEY": "k3y"}},
        "k3y",
    ],
)
def test_a_wrong_setting_loses_no_message_and_shows_no_secret(settings, setting):
    settings.SUPPORT_PLUGIN = {"SMS": setting}
    assert not is_configured(Channel.SMS)
    with pytest.raises(TryLater, match="SUPPORT_PLUGIN") as error:
        send_text(Channel.SMS, text())
    assert "k3y" not in str(error.value)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "09121234567",
        "+98 912 123",
        "+9891212345,+98935",
        "+989121234567\n",
        "+0912",
        "۰۹۱۲",
        "+۹۸۹۱۲۱۲۳۴۵",
    ],
)
def test_only_a_number_in_international_form_is_sent_to(use, server, to):
    use("kavenegar")
    with pytest.raises(Rejected) as error:
        send_text(Channel.SMS, text(to))
    assert error.value.is_contact_dead
    assert server.requests == []


def test_nothing_is_not_sent(use, server):
    use("kavenegar")
    with pytest.raises(Rejected) as error:
        send_text(Channel.SMS, text(words=f" {isolate('')}\n"))
    assert not error.value.is_contact_dead
    assert server.requests == []


def test_isolates_are_taken_out_of_an_sms_and_its_parameters(use, server):
    use("kavenegar")
    send_text(Channel.SMS, text(words=f"سبد {isolate('iPhone')}"))
    assert server.last.form["message"] == "سبد iPhone"
    send_text(Channel.SMS, text(template=providers.LOOKUP, parameters={"token": isolate("iPhone")}))
    assert server.last.form["token"] == "iPhone"
    # WhatsApp shows no boxes.
    use("whatsapp")
    send_text(Channel.WHATSAPP, text(words=isolate("iPhone")))
    assert server.last.json["text"]["body"] == isolate("iPhone")


def test_free_texts_get_the_ending_that_a_country_demands(use, server):
    use("kavenegar", SUFFIX="لغو۱۱")
    send_text(Channel.SMS, text(words="سبد شما\n"))
    assert server.last.form["message"] == "سبد شما\nلغو۱۱"
    send_text(Channel.SMS, text(words="سبد شما لغو۱۱"))
    assert server.last.form["message"] == "سبد شما لغو۱۱"
    use("twilio", SUFFIXES={"98": "لغو۱۱"})
    send_text(Channel.SMS, text("+447701234000", "Your cart"))
    assert server.last.form["Body"] == "Your cart"
    send_text(Channel.SMS, text("+989121234000", "سبد شما"))
    assert server.last.form["Body"] == "سبد شما\nلغو۱۱"


def test_a_country_may_have_a_sender_of_its_own(use, server):
    use("twilio", SENDERS={"966": "SHOP-AD", "96650": "SHOP50-AD"})
    for to, sender in [
        ("+966551234000", "SHOP-AD"),
        ("+966501234000", "SHOP50-AD"),
        ("+447701234000", "+15005550006"),
    ]:
        send_text(Channel.SMS, text(to))
        assert server.last.form["From"] == sender
    send_text(Channel.SMS, text("+966551234000", sender="OWN-AD"))
    assert server.last.form["From"] == "OWN-AD"


def test_the_admin_sees_what_will_be_sent_and_what_it_costs(use, settings):
    use("kavenegar", SUFFIX="لغو۱۱", PRICE=120, CURRENCY="IRR")
    long = "س" * 70
    assert preview(Channel.SMS, text(words=isolate(long))) == Preview(
        f"{long}\nلغو۱۱", 2, Decimal(240), "IRR"
    )
    use("whatsapp", PRICE="0.02", CURRENCY="USD")
    assert preview(Channel.WHATSAPP, text(words=long * 3)) == Preview(long * 3, 1, Decimal("0.02"), "USD")
    settings.SUPPORT_PLUGIN = {}
    assert preview(Channel.SMS, text(words=long)) == Preview(long, 1, None, "")


def test_messages_may_go_into_a_file_while_developing(settings, tmp_path):
    options = {"FOLDER": tmp_path / "outbox", "SUFFIX": "لغو۱۱", "SENDER": "SHOP"}
    settings.SUPPORT_PLUGIN = {"SMS": {"PROVIDER": FILES, "OPTIONS": options}}
    sent = [send_text(Channel.SMS, text(words=words, language="fa")) for words in ("یک", "دو")]
    lines = [json.loads(line) for line in (tmp_path / "outbox" / "messages.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == [one.provider_id for one in sent]
    first = lines[0]
    assert first.pop("id")
    assert first.pop("sent_at").endswith("+00:00")
    assert first == {
        "to": "+989121234567",
        "text": "یک\nلغو۱۱",
        "template": "",
        "parameters": {},
        "language": "fa",
        "sender": "SHOP",
        "segments": 1,
    }
