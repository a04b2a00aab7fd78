"""A mail server that takes a connection and says nothing does not hold the round."""

import socket

import pytest

from support_plugin.outbox.channels import emails
from support_plugin.outbox.channels.base import TryLater
from support_plugin.outbox.channels.emails import Mailbox
from tests.helpers.mailing import send_by


def test_a_server_that_says_nothing_is_left_after_a_while(settings, monkeypatch):
    monkeypatch.setattr(emails, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        send_by(settings, host=host, port=port)
        with pytest.raises(TryLater), Mailbox() as mailbox:
            mailbox.send("a@example.com", "Hi", "Hi", "<p>Hi</p>", {})
