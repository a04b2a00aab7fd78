"""The scanner of docs/files.md, against a small server that speaks clamd's INSTREAM."""

import re
import socketserver
import struct
import threading

import pytest

from support_plugin.adapters import FileRefused, SupportAdapter
from support_plugin.chat.files.models import Attachment
from tests.chat.files.uploading import PDF, picture, upload
from tests.chat.helpers import Browser
from tools.paths import ROOT

pytestmark = pytest.mark.django_db

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """Finds EICAR; takes streams of at most ``limit`` bytes."""

    limit = 1_000_000

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        stream = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            stream += self.rfile.read(size)
            if len(stream) > self.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(stream)
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in stream else b"stream: OK\0")


@pytest.fixture
def clamd():
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        server.seen = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def _scanning(clamd, monkeypatch):
    """The documented adapter, talking to our server."""
    source = re.findall(
        r"```python\n(import socket.*?)```", (ROOT / "docs" / "files.md").read_text(), re.DOTALL
    )[0]
    module = {"__name__": "documented"}
    exec(compile(source, "docs/files.md", "exec"), module)  # noqa: S102
    module["CLAMD"] = clamd.server_address
    monkeypatch.setattr("support_plugin.chat.files.uploads.get_adapter", module["ScanningAdapter"])


@pytest.mark.usefixtures("_scanning")
def test_a_clean_file_passes_whole_and_a_virus_is_refused_and_not_stored(clamd):
    shopper = Browser()
    large = PDF + bytes(200_000)
    answer = upload(shopper, large, "a.pdf")
    assert answer.status_code == 201
    assert clamd.seen == [large]
    assert shopper.get(answer.json()["url"]).content == large
    assert upload(shopper, picture()).status_code == 201
    refused = upload(shopper, PDF + EICAR, "a.pdf")
    assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")
    assert refused.json()["detail"]
    assert Attachment.objects.count() == 2


@pytest.mark.usefixtures("_scanning")
def test_what_the_scanner_can_not_look_at_is_not_taken(monkeypatch):
    monkeypatch.setattr(Clamd, "limit", 1000)
    answer = upload(Browser(), PDF + bytes(100_000), "a.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert Attachment.objects.count() == 0


@pytest.mark.usefixtures("_scanning")
def test_nothing_goes_unscanned_while_the_scanner_is_away(clamd):
    clamd.shutdown()
    clamd.server_close()
    answer = upload(Browser(), PDF, "a.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert Attachment.objects.count() == 0


def test_the_adapters_own_words_reach_the_sender(monkeypatch):
    class Picky(SupportAdapter):
        def scan_file(self, file):
            raise FileRefused("فقط عکس کفش لطفاً")

    monkeypatch.setattr("support_plugin.chat.files.uploads.get_adapter", Picky)
    assert upload(Browser(), PDF, "a.pdf").json()["detail"] == "فقط عکس کفش لطفاً"
