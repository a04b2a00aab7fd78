"""Who gets a file, and who gets the answer for no file."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation
from tests.chat.files.uploading import ALL, PDF, allow, sent_picture, upload
from tests.chat.helpers import Browser, guest_cookie

pytestmark = pytest.mark.django_db


def test_answers_with_files_are_safe_in_a_browser():
    allow(attachment_kinds=ALL)
    shopper = Browser()
    image, pdf = sent_picture(shopper), sent_picture(shopper, content=PDF)
    for url, start in [(image["url"], "inline"), (image["thumbnail"], "inline"), (pdf["url"], "attachment")]:
        response = shopper.get(url)
        assert response["Content-Disposition"].startswith(start)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "private, no-cache"
        again = shopper.get(url, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
    assert shopper.get(pdf["url"].rstrip("/") + "/thumbnail/").status_code == 404
    assert shopper.post(image["url"]).status_code in (403, 405)


OUTSIDERS = ["guest", "other_shopper", "staff"]


def browser_of(request, name):
    return Browser(None if name == "guest" else request.getfixturevalue(name))


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_an_outsider_gets_the_same_answer_as_for_no_file(request, shopper, outsider):
    shown = sent_picture(Browser(shopper))
    stranger = browser_of(request, outsider)
    for view, url in [("file", shown["url"]), ("thumbnail", shown["thumbnail"])]:
        answers = [stranger.get(url), stranger.get(reverse(f"support_plugin:{view}", args=[uuid4()]))]
        etag = stranger.get(url, headers={"If-None-Match": f'"{shown["id"]}"'})
        assert [a.status_code for a in [*answers, etag]] == [404, 404, 404]
        assert answers[0].content == answers[1].content
        assert dict(answers[0].headers) == dict(answers[1].headers)


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_an_outsider_uploads_nothing_into_a_conversation(request, shopper, outsider):
    Browser(shopper).start()
    conversation = Conversation.objects.get()
    answer = upload(browser_of(request, outsider), conversation=conversation)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert Attachment.objects.count() == 0


def test_what_is_not_sent_yet_is_its_uploaders_alone(agent, colleague):
    shopper, desk = Browser(), Browser(agent)
    shopper.start()
    conversation = Conversation.objects.get()
    of_shopper, of_agent = upload(shopper).json(), upload(desk, conversation=conversation).json()
    assert shopper.get(of_shopper["url"]).status_code == 200
    assert desk.get(of_shopper["url"]).status_code == 404
    assert desk.get(of_agent["url"]).status_code == 200
    assert shopper.get(of_agent["url"]).status_code == 404
    assert Browser(colleague).get(of_agent["url"]).status_code == 404


def test_after_log_out_the_browser_gets_nothing(shopper):
    browser = Browser(shopper)
    shown = sent_picture(browser)
    assert browser.get(shown["url"]).status_code == 200
    browser.logout()
    assert browser.get(shown["url"]).status_code == 404


def test_another_site_uploads_nothing(shopper):
    for browser in (Browser(), Browser(shopper)):
        assert upload(browser, **{"X-CSRFToken": "x"}).status_code == 403
        assert upload(browser, **{"X-Support-Identity": "someone"}).status_code == 403
    assert Attachment.objects.count() == 0


def test_the_cookie_of_another_guest_opens_nothing():
    shown = sent_picture(Browser())
    thief = Client(headers={"Cookie": guest_cookie("guessed")})
    assert thief.get(shown["url"]).status_code == 404
