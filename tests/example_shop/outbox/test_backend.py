"""What is sent is stored, each message whole and by itself."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as shop_settings
from django.core.mail import EmailMessage

from example_shop.outbox.backend import StoringBackend, store
from example_shop.outbox.mails import find_mail, latest_mails
from tests.example_shop.outbox.conftest import BACKEND

WRITE = """
import sys
from pathlib import Path
from example_shop.outbox.backend import StoringBackend, store
for number in range(100):
    store(b"Subject: %s %d\\r\\n\\r\\n" % (sys.argv[2].encode(), number) + b"x" * 20_000, Path(sys.argv[1]))
"""


def test_each_message_of_a_connection_is_a_file_of_its_own(outbox):
    messages = [EmailMessage(str(number), "body", "a@example.com", ["b@example.com"]) for number in range(3)]
    assert StoringBackend().send_messages([*messages, EmailMessage("nobody's", "body")]) == 3
    assert [mail.subject for mail in latest_mails(outbox.mails, 10)] == ["2", "1", "0"]
    assert sorted(os.listdir(outbox.mails)) == sorted(path.name for path in outbox.mails.glob("*.eml"))


def test_several_processes_store_all_they_send_and_nobody_sees_a_part(tmp_path):
    command = [sys.executable, "-c", WRITE, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, name], cwd=shop_settings.BASE_DIR, stderr=subprocess.PIPE)
        for name in "ab"
    ]
    while any(writer.poll() is None for writer in writers):
        assert all(mail.text == "x" * 20_000 for mail in latest_mails(tmp_path, 20))
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    subjects = {mail.subject for mail in latest_mails(tmp_path, 300)}
    assert subjects == {f"{name} {number}" for name in "ab" for number in range(100)}


def test_what_could_not_be_written_leaves_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "full").mkdir()
    monkeypatch.setattr("pathlib.Path.rename", lambda *args: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        store(b"Subject: x\r\n\r\n", tmp_path / "full")
    assert os.listdir(tmp_path / "full") == []


@pytest.mark.parametrize("name", ["../secret", "secret", "", "20261128T103000000000-0123456G"])
def test_no_other_file_is_a_mail(tmp_path, name):
    (tmp_path / "secret.eml").write_text("Subject: x\n\n")
    assert find_mail(tmp_path, name) is None


@pytest.mark.parametrize(
    ("url", "backend"),
    [("", BACKEND), ("smtp://127.0.0.1:1025", "django.core.mail.backends.smtp.EmailBackend")],
)
def test_a_mail_server_of_the_environment_takes_the_place_of_the_folder(tmp_path, url, backend):
    code = (
        "import django; django.setup(); from django.core import mail;"
        "c = getattr(mail, 'mailers', {'default': mail.get_connection()})['default'];"
        "print(type(c).__module__ + '.' + type(c).__name__, getattr(c, 'port', None))"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "example_shop.settings", "EXAMPLE_SHOP_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "EMAIL_URL": url},
        cwd=shop_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == [backend, "1025" if url else "None"], done.stderr
