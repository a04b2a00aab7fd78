"""What is taken, what is refused, and what of a file is stored."""

import io
import struct
import tracemalloc
import zlib

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.types import clean_name
from support_plugin.chat.models import Conversation
from support_plugin.preferences.models import FileKind
from tests.chat.files.uploading import (
    ALL,
    HTML,
    PDF,
    SVG,
    WITH_MACROS,
    WORD,
    allow,
    archive,
    endless_archive,
    office,
    picture,
    sent_picture,
    upload,
)
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db


TAKEN = {
    "photo.jpg": (picture("JPEG"), "image/jpeg", "photo.jpg"),
    "photo.webp": (picture("WEBP"), "image/webp", "photo.webp"),
    "loading.gif": (picture("GIF"), "image/png", "loading.png"),
    "invoice.pdf": (PDF, "application/pdf", "invoice.pdf"),
    "list.csv": ("نام,تعداد\nکفش,۲".encode(), "text/plain", "list.csv"),
    "letter.docx": (office(), WORD.removesuffix(".main+xml"), "letter.docx"),
    "letter.odt": (
        archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        "application/vnd.oasis.opendocument.text",
        "letter.odt",
    ),
    "all.zip": (archive({"a.txt": "a"}), "application/zip", "all.zip"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_what_its_content_says(name):
    allow(attachment_kinds=ALL)
    content, content_type, shown = TAKEN[name]
    answer = upload(Browser(), content, name, type="text/html").json()
    assert (answer["type"], answer["name"]) == (content_type, shown)


REFUSED = {
    "html": HTML,
    "html after spaces": b" \n\t" + HTML,
    "html after a byte order mark": b"\xef\xbb\xbf" + HTML,
    "html within text": b"hello\n" * 20 + HTML,
    "svg": SVG,
    "svg as xml": b'<?xml version="1.0"?>' + SVG,
    "php": b"<?php system($_GET['c']);",
    "php later": b"hello <?php system($_GET['c']);",
    "a script": b"#!/bin/sh\nrm -rf /",
    "a Windows program": b"MZ\x90\x00" + bytes(300),
    "a Linux program": b"\x7fELF\x02\x01\x01" + bytes(300),
    "a Java class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(50),
    "a Java archive": archive({"META-INF/MANIFEST.MF": "", "Main.class": "x"}),
    "an Office file with macros": office(WITH_MACROS),
    "an archive of 230,000 entries": endless_archive(),
    "an old Office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a bomb for the reader of Office files": office(WORD, **{}).replace(b"PK\x05\x06", b"PK\x05\x07"),
    "another archive": b"Rar!\x1a\x07\x00" + bytes(50),
    "half a picture": picture(size=(300, 300), compress_level=0)[:2000],
    "a picture's beginning, then script": b"GIF89a" + HTML,
    "PDF after something else": b"<script>alert(1)</script>\n" + PDF,
    "bytes": bytes(range(256)) * 4,
    "zeros": bytes(200),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_dangerous_broken_or_unknown_is_never_taken(what):
    allow(attachment_kinds=ALL, attachment_max_mb=20)
    answer = upload(Browser(), REFUSED[what], "photo.png")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    assert Attachment.objects.count() == 0


def test_only_the_admins_kinds_are_taken():
    assert upload(Browser(), archive({"a": "a"})).json()["code"] == "file_refused"
    assert upload(Browser(), b"hello").json()["code"] == "file_refused"
    allow(attachment_kinds=[FileKind.TEXT])
    assert upload(Browser(), b"hello").status_code == 201
    refusal = upload(Browser(), headers={"Accept-Language": "en"}).json()
    assert refusal["code"] == "file_refused"


def test_an_office_file_that_unpacks_to_too_much_is_refused_without_unpacking_it():
    allow(attachment_kinds=ALL)
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    bomb = archive({"[Content_Types].xml": types + " " * 50_000_000})
    assert len(bomb) < 100_000
    shopper = Browser()
    tracemalloc.start()
    answer = upload(shopper, bomb, "bomb.docx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.json()["code"] == "file_refused"
    assert peak < 20_000_000


def test_a_small_file_with_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 10_000, 8_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1251) * 8000)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert len(bomb) < 100_000
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    answer = upload(Browser(), bomb)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")


def test_nothing_but_pixels_of_a_picture_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "secret"
    exif[0x0112] = 6
    polyglot = (
        picture("JPEG", (100, 50), exif=exif, icc_profile=b"secret" * 9) + HTML + archive({"a": "secret"})
    )
    assert b"secret" in polyglot
    shopper = Browser()
    shown = sent_picture(shopper, content=polyglot, name="photo.jpg.html")
    assert (shown["name"], shown["width"], shown["height"]) == ("photo.jpg", 50, 100)
    for url in (shown["url"], shown["thumbnail"]):
        content = shopper.get(url).content
        assert b"secret" not in content
        assert b"script" not in content


def test_a_large_picture_is_made_smaller_and_its_preview_small():
    shopper = Browser()
    shown = sent_picture(shopper, content=picture("JPEG", (6000, 3000)))
    assert (shown["width"], shown["height"]) == (2560, 1280)
    with Image.open(io.BytesIO(shopper.get(shown["thumbnail"]).content)) as preview:
        assert preview.size == (480, 240)


NAMES = [
    ("photo.png", "photo.png"),
    ("photo", "photo.png"),
    ("photo.JPEG", "photo.png"),
    ("../../../etc/passwd", "passwd.png"),
    ("C:\\Users\\me\\photo.png", "photo.png"),
    ("invoice.png.exe", "invoice.png"),
    ("photo\u202egnp.exe", "photognp.png"),
    ("a\u2066b\u200fc\u200bd\x00e\x1bf\x7f.png", "abcdef.png"),
    ("می\u200cخواهم.png", "می\u200cخواهم.png"),
    (" .. ", "file.png"),
    ("", "file.png"),
    (".png", "png.png"),
    (".htaccess", "htaccess.png"),
    ("photo.svg. . ", "photo.png"),
    ('<img src=x onerror="alert(1)">.png', '<img src=x onerror="alert(1)">.png'),
    ("x" * 300 + ".png", "x" * 100 + ".png"),
    ("line\r\nSet-Cookie: a=b.png", "lineSet-Cookie: a=b.png"),
    ("e\u0301.png", "é.png"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_is_for_people_and_ends_as_the_type_does(given, kept):
    assert clean_name(given, (".png",)) == kept


def test_a_hostile_name_does_no_harm_in_page_and_header(agent):
    allow(attachment_kinds=ALL)
    shopper = Browser()
    name = '<img src=x onerror="alert(1)">\r\nX-Evil: 1.pdf'
    shown = sent_picture(shopper, content=PDF, name=name)
    response = shopper.get(shown["url"])
    assert "X-Evil" not in response
    assert response["Content-Disposition"].startswith("attachment; filename")
    page = shopper.get(reverse("support_plugin:chat"))
    assert b"<img src=x" not in page.content
    desk = Client()
    desk.force_login(agent)
    conversation = Conversation.objects.get()
    page = desk.get(reverse("support_plugin:desk-conversation", args=[conversation.public_id]))
    assert b"<img src=x" not in page.content
