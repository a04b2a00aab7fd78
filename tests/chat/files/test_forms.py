"""Files in the pages that work without JavaScript."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.chat.models import Message
from tests.chat.files.uploading import HTML, PDF, picture, post_form
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


def test_the_page_without_javascript_sends_files_and_shows_them(agent):
    shopper = Client(enforce_csrf_checks=True)
    url = reverse("support_plugin:chat")
    files = [("a.png", picture()), ("b.pdf", PDF)]
    client_id = str(uuid4())
    assert post_form(shopper, url, client_id, files=files).status_code == 302
    assert post_form(shopper, url, client_id, files=files).status_code == 302
    message = Message.objects.get()
    assert [a.name for a in message.attachments.all()] == ["a.png", "b.pdf"]
    page = shopper.get(url).content.decode()
    for attachment in message.attachments.all():
        assert reverse("support_plugin:file", args=[attachment.public_id]) in page
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(agent)
    url = reverse("support_plugin:desk-conversation", args=[message.conversation.public_id])
    assert post_form(desk, url, files=[("c.pdf", PDF)]).status_code == 302
    assert [a.name for a in Message.objects.last().attachments.all()] == ["c.pdf"]
    assert "c.pdf" in desk.get(url).content.decode()


def test_a_refused_file_leaves_what_was_typed_in_the_form(agent):
    url = reverse("support_plugin:chat")
    shopper = Client(enforce_csrf_checks=True)
    for files in ([("a.png", HTML)], [("a.png", picture())] * 6, [("a.png", b"")]):
        page = post_form(shopper, url, body="این عکس", files=files)
        assert page.status_code == 200
        assert "این عکس" in page.content.decode()
        assert page.context["form"].errors
    assert not Message.objects.exists()
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(agent)
    conversation = MessageFactory().conversation
    url = reverse("support_plugin:desk-conversation", args=[conversation.public_id])
    page = post_form(desk, url, body="این عکس", files=[("a.png", HTML)])
    assert "این عکس" in page.content.decode()
    assert page.context["form"].errors


def test_an_edited_form_that_was_sent_already_is_no_double_click():
    shopper, client_id = Client(enforce_csrf_checks=True), str(uuid4())
    url = reverse("support_plugin:chat")
    assert post_form(shopper, url, client_id, "سلام", [("a.png", picture())]).status_code == 302
    page = post_form(shopper, url, client_id, "سلام دوباره", [("a.png", picture())])
    assert "سلام دوباره" in page.content.decode()
    assert page.context["form"].errors
