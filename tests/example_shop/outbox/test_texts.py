"""Texts are read as the provider "Files" writes them."""

from datetime import UTC, datetime

import pytest

from example_shop.outbox.texts import latest_texts, read_texts
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.sending import send_text
from support_plugin.outbox.channels.phones.texts import Text


def test_the_newest_text_comes_first_whichever_file_it_is_in(outbox):
    outbox.sms("b", at="2026-11-28T10:00:00+03:30", text="first")
    outbox.sms("a", at="2026-11-28T06:45:00Z", text="second")
    outbox.sms("b", at="2026-11-28T10:30:00", text="third")
    texts = latest_texts(outbox.texts, 2)
    assert [text.text for text in texts] == ["third", "second"]
    # Without a zone: the shop's.
    assert [(text.file, text.line, text.at) for text in texts] == [
        ("b", 2, datetime(2026, 11, 28, 7, tzinfo=UTC)),
        ("a", 1, datetime(2026, 11, 28, 6, 45, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    "line",
    ["", '{"at": "2026', "[]", "7", '{"at": "2026-11-28T10:00:00Z"}', '{"at": "x", "to": "1"}', "\\xff"],
)
def test_a_line_that_is_no_message_is_left_out(outbox, line):
    (outbox.texts / "a.jsonl").write_bytes(line.encode().decode("unicode_escape").encode("latin-1") + b"\n")
    outbox.sms("a", text="next")
    assert [(text.text, text.line) for text in read_texts(outbox.texts)] == [("next", 2)]


def test_a_text_has_what_its_line_says_and_is_an_sms_of_unknown_length_else(outbox):
    outbox.sms(
        at="", sent_at="2026-11-28T07:00:00Z", channel="whatsapp", segments=2, language="fa", template=None
    )
    outbox.sms(channel="")
    full, bare = read_texts(outbox.texts)
    assert (full.at, full.channel, full.segments, full.language, full.template) == (
        datetime(2026, 11, 28, 7, tzinfo=UTC),
        "whatsapp",
        2,
        "fa",
        "",
    )
    assert (bare.channel, bare.segments, bare.language) == ("sms", 0, "")


def test_without_a_folder_there_is_no_text(tmp_path):
    assert list(read_texts(tmp_path / "none")) == []


def test_what_the_demos_providers_write_is_read_with_its_channel(outbox, settings):
    provider = "support_plugin.outbox.channels.phones.files.Files"
    settings.SUPPORT_PLUGIN = {
        channel.upper(): {
            "PROVIDER": provider,
            "OPTIONS": {"FOLDER": str(outbox.texts), "FILE": f"{channel}.jsonl"},
        }
        for channel in ("sms", "whatsapp")
    }
    for channel in (Channel.SMS, Channel.WHATSAPP):
        send_text(channel, Text(to="+989123456789", text="سلام", language="fa"))
    assert [
        (text.channel, text.text, text.language, text.segments > 0) for text in read_texts(outbox.texts)
    ] == [
        ("sms", "سلام", "fa", True),
        ("whatsapp", "سلام", "fa", True),
    ]
