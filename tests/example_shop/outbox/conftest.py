"""A demo's outbox, in folders of the test's own."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMultiAlternatives

from example_shop.outbox.backend import StoringBackend

URLS = "tests.example_shop.outbox.urls"
BACKEND = "example_shop.outbox.backend.StoringBackend"
PAGE = '<!doctype html><html lang="fa" dir="rtl"><head><title>x</title></head><body>سلام</body></html>'
SMS = {
    "at": "2026-11-28T10:30:00+03:30",
    "to": "+989123456789",
    "text": "سبدتان هنوز اینجاست: http://127.0.0.1:8000/fa/back/abc/",
    "template": "",
    "parameters": {},
    "sender": "+9810001",
    "channel": "sms",
}


@pytest.fixture
def outbox(settings, tmp_path):
    """Functions that send an e-mail and an SMS into the outbox."""
    # The shop's own addresses, while it is no demo.
    import_module(URLS)
    settings.MAIL_DIR, settings.SMS_DIR = tmp_path / "mail", tmp_path / "sms"
    settings.ROOT_URLCONF, settings.WITH_OUTBOX = URLS, True
    settings.SMS_DIR.mkdir()

    def mail(subject="سبدتان هنوز اینجاست", text="سلام", html=PAGE, to="shopper@example.com", **headers):
        with StoringBackend() as connection:
            message = EmailMultiAlternatives(subject, text, "هشتی <shop@example.com>", [to], headers=headers)
            if html:
                message.attach_alternative(html, "text/html")
            assert connection.send_messages([message]) == 1
        return max(settings.MAIL_DIR.glob("*.eml")).stem

    def sms(file="2026-11-28", **values):
        with (settings.SMS_DIR / f"{file}.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({**SMS, **values}, ensure_ascii=False) + "\n")

    return SimpleNamespace(mail=mail, sms=sms, mails=settings.MAIL_DIR, texts=settings.SMS_DIR)
