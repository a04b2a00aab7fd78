"""How many files, how large and how often; and when none is taken."""

import pytest
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from tests.chat.files.uploading import PDF, allow, upload
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(monkeypatch):
    allow(attachment_max_mb=1)
    shopper = Browser()
    monkeypatch.setattr(
        "django.http.multipartparser.MultiPartParser.parse", lambda self: pytest.fail("read the upload")
    )
    answer = upload(shopper, b"\0" * (1024 * 1024 + 20_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "۱ مگابایت" in answer.json()["detail"]


def test_a_file_just_beyond_the_limit_is_refused():
    allow(attachment_max_mb=1)
    assert upload(Browser(), PDF + b"\0" * (1024 * 1024 - len(PDF) + 1)).json()["code"] == "too_large"
    assert upload(Browser(), PDF + b"\0" * (1024 * 1024 - len(PDF))).status_code == 201


def test_uploads_are_limited_by_the_minute_and_by_the_day(settings):
    settings.SUPPORT_PLUGIN = {"UPLOADS_PER_MINUTE": 2}
    shopper = Browser()
    assert [upload(shopper).status_code for _ in range(3)] == [201, 201, 429]
    settings.SUPPORT_PLUGIN = {"UPLOADS_PER_MINUTE": 100, "UPLOAD_MB_PER_DAY": 1, "PEOPLE_PER_ADDRESS": 2}
    half = PDF + b"\0" * (512 * 1024 - len(PDF))
    assert [upload(shopper, half).status_code for _ in range(2)] == [201, 201]
    answer = upload(shopper, half)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert answer.json()["retry_after"] <= 24 * 3600
    # One more cookie is one more person, but the address has the share of two.
    assert [upload(Browser(), half).status_code for _ in range(3)] == [201, 201, 429]


def test_the_admin_switches_files_off():
    shopper = Browser()
    assert shopper.session_json["attachments"]["per_message"] == 5
    allow(attachments_enabled=False)
    assert upload(shopper).json()["code"] == "file_refused"
    assert Browser().session_json["attachments"] is None


def test_no_file_an_empty_one_and_a_closed_conversation_are_refused(agent):
    shopper = Browser()
    shopper.start()
    conversation = Conversation.objects.get()
    url = reverse("support_plugin:api-upload")
    headers = {"X-CSRFToken": shopper.session_json["csrf_token"]}
    assert shopper.post(url, {"other": "x"}, headers=headers).json()["code"] == "invalid"
    assert (
        shopper.post(url, "{}", content_type="application/json", headers=headers).json()["code"]
        == "unsupported_media_type"
    )
    assert upload(shopper, b"").json()["code"] == "file_refused"
    flows.close_conversation(conversation, Message.Sender.AGENT)
    assert upload(Browser(agent), conversation=conversation).json()["code"] == "closed"
