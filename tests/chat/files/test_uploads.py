"""Files in the chat: what is taken, what is stored, who gets it."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from support_plugin.chat import flows
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import private_storage
from support_plugin.chat.files.types import clean_name
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Refused
from support_plugin.preferences.models import FileKind, SupportSettings
from support_plugin.visitors.models import Visitor
from tests.chat.helpers import Browser, following, guest_cookie, in_thread
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db

ALL = FileKind.values
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"
HTML = b"<!DOCTYPE html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(form="PNG", size=(300, 100), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else 0).save(file, form, **options)
    return file.getvalue()


def archive(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return file.getvalue()


def office(content_type=WORD, **more):
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w/>", **more})


def endless_archive(entries=230_000):
    """Return an archive that weighs little and costs an object for each of its entries."""
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"a"
    directory = entry * entries
    end = b"PK\x05\x06" + bytes(8) + len(directory).to_bytes(4, "little") + bytes(6)
    return b"PK\x03\x04" + bytes(27) + directory + end


def allow(**choices):
    SupportSettings.objects.update_or_create(pk=SupportSettings.singleton_instance_id, defaults=choices)


def upload(
    browser, content=None, name="photo.png", conversation=None, type="image/png", client_id="", **headers
):
    """Upload a file as a browser's form does."""
    where = f"{conversation.public_id}" if conversation else None
    url = (
        reverse("support_plugin:api-conversation-upload", args=[where])
        if where
        else reverse("support_plugin:api-upload")
    )
    file = SimpleUploadedFile("x", picture() if content is None else content, content_type=type)
    file._name = name
    headers = {"X-CSRFToken": browser.session_json["csrf_token"], **headers}
    return browser.post(url, {"file": file, "client_id": client_id}, headers=headers)


def send(browser, ids, body="", client_id=None, conversation=None):
    data = {"client_id": client_id or str(uuid4()), "body": body, "attachments": ids}
    if conversation:
        return browser.call("POST", "api-messages", conversation.public_id, data=data)
    return browser.call("POST", "api-conversations", data=data)


def sent_picture(browser, **options):
    """Send a picture as a first message; return its JSON."""
    id = upload(browser, **options).json()["id"]
    return send(browser, [id]).json()["message"]["attachments"][0]


# --- From upload to message ------------------------------------------------------------------------------


def test_a_first_message_may_be_a_picture_alone_and_the_agent_gets_it(agent):
    shopper = Browser()
    answer = upload(shopper, picture(size=(640, 480)), "کفش.png")
    assert answer.status_code == 201
    thread = send(shopper, [answer.json()["id"]]).json()
    assert thread["message"]["body"] is None
    assert thread["message"]["attachments"] == [answer.json()]
    shown = answer.json()
    assert (shown["kind"], shown["name"], shown["type"]) == ("image", "کفش.png", "image/png")
    assert (shown["width"], shown["height"]) == (640, 480)
    desk = Browser(agent)
    read = desk.call("GET", "api-conversation", thread["conversation"]["id"]).json()
    assert read["messages"]["items"][0]["attachments"] == [shown]
    for url in (shown["url"], shown["thumbnail"]):
        response = desk.get(url)
        assert response.status_code == 200
        with Image.open(io.BytesIO(response.content)) as drawn:
            assert drawn.format == {"image/png": "PNG", "image/webp": "WEBP"}[response["Content-Type"]]
    assert desk.call("GET", "api-conversations").json()["items"][0]["last_files"] == 1


def test_an_agent_sends_a_file_and_the_shopper_gets_it(agent):
    shopper = Browser()
    shopper.start()
    conversation = Conversation.objects.get()
    desk = Browser(agent)
    id = upload(desk, PDF, "invoice.pdf", conversation).json()["id"]
    stored = send(desk, [id], "فاکتور", conversation=conversation).json()["message"]
    assert stored["attachments"][0]["thumbnail"] is None
    response = shopper.get(stored["attachments"][0]["url"])
    assert response.content == PDF


def test_a_message_without_text_and_files_is_refused():
    answer = send(Browser(), [])
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_retry_with_the_same_files_is_stored_once_and_with_others_is_a_conflict():
    shopper, client_id = Browser(), str(uuid4())
    ids = [upload(shopper).json()["id"] for _ in range(3)]
    first = send(shopper, ids[:2], "سلام", client_id)
    again = send(shopper, list(reversed(ids[:2])), "سلام", client_id)
    assert first.json()["message"] == again.json()["message"]
    assert Message.objects.count() == 1
    for others in ([], ids[:1], ids, [ids[0], ids[2]]):
        answer = send(shopper, others, "سلام", client_id)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_file_goes_with_one_message_only():
    shopper = Browser()
    id = upload(shopper).json()["id"]
    assert send(shopper, [id]).status_code == 201
    assert send(shopper, [id]).json()["code"] == "invalid"
    assert Message.objects.count() == 1


def test_one_batch_gives_a_file_to_one_of_its_messages():
    from support_plugin.chat.storing import NewMessage, store_messages

    shopper = Browser()
    shopper.start()
    id, conversation = upload(shopper).json()["id"], Conversation.objects.get()
    file = Attachment.objects.get(public_id=id).public_id
    batch = [
        NewMessage(conversation.pk, Message.Sender.SHOPPER, uuid4(), "", attachments=(file,))
        for _ in range(2)
    ]
    first, second = store_messages(batch)
    assert isinstance(first, Message)
    assert isinstance(second, Refused)
    assert conversation.messages.values_list("seq", "attachment_count").last() == (2, 1)


def test_nobody_sends_what_another_has_uploaded(agent, shopper):
    owner, thief = Browser(), Browser(shopper)
    owner.start()
    conversation = Conversation.objects.get()
    id = upload(owner).json()["id"]
    assert send(thief, [id], "این مال من است").json()["code"] == "invalid"
    desk = Browser(agent)
    assert send(desk, [id], conversation=conversation).json()["code"] == "invalid"
    of_agent = upload(desk, conversation=conversation).json()["id"]
    assert send(owner, [of_agent]).json()["code"] == "invalid"
    assert Attachment.objects.filter(message=None).count() == 2


def test_an_agents_file_stays_in_its_conversation(agent):
    shopper, desk = Browser(), Browser(agent)
    shopper.start()
    first = Conversation.objects.get()
    id = upload(desk, conversation=first).json()["id"]
    flows.close_conversation(first, Message.Sender.AGENT)
    shopper.start()
    assert send(desk, [id], conversation=Conversation.objects.latest("pk")).json()["code"] == "invalid"


def test_a_message_takes_no_more_files_than_the_admin_allows():
    allow(attachments_per_message=2)
    shopper = Browser()
    ids = [upload(shopper).json()["id"] for _ in range(3)]
    answer = send(shopper, ids)
    assert answer.status_code == 400
    assert "۲" in answer.json()["detail"]
    assert send(shopper, ids[:2]).status_code == 201


@pytest.mark.parametrize("ids", ["x", {"a": 1}, [1], [None], ["../../etc/passwd"], [[]]])
def test_ids_that_are_none_are_refused(ids):
    assert send(Browser(), ids).json()["code"] == "invalid"


def test_a_guests_upload_goes_along_at_log_in(shopper):
    guest, account = VisitorFactory(), VisitorFactory(user=shopper)
    browser = Browser()
    id = upload(browser).json()["id"]
    Attachment.objects.update(visitor=guest)
    flows.adopt_conversations(guest, account)
    assert send(Browser(shopper), [id]).status_code == 201


@pytest.mark.django_db(transaction=True)
async def test_a_file_goes_over_the_socket_too():
    browser = await in_thread(Browser)
    await in_thread(browser.start)
    conversation = await Conversation.objects.aget()
    id = (await in_thread(upload, browser)).json()["id"]
    cookie = f"support_visitor={browser.cookies['support_visitor'].value}"
    writer, _welcome = await following(cookie, conversation)
    reader, _welcome = await following(cookie, conversation)
    client_id = str(uuid4())
    await writer.say("send", conversation_id=conversation.public_id, client_id=client_id, attachments=[id])
    assert (await writer.receive_frame("ack", "error"))["type"] == "ack"
    message = (await reader.receive_frame("message"))["message"]
    assert [a["id"] for a in message["attachments"]] == [id]
    await writer.say("send", conversation_id=conversation.public_id, client_id=client_id, body="x")
    assert (await writer.receive_frame("ack", "error"))["code"] == "conflict"
    await writer.say(
        "send", conversation_id=conversation.public_id, client_id=str(uuid4()), attachments=["x"]
    )
    assert (await writer.receive_frame("ack", "error"))["code"] == "invalid"
    for socket in (writer, reader):
        await socket.disconnect()


# --- Limits ----------------------------------------------------------------------------------------------


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


# --- What is taken ---------------------------------------------------------------------------------------

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


# --- Who gets it -----------------------------------------------------------------------------------------


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


# --- Where it lies ---------------------------------------------------------------------------------------


def stored_files():
    folder = private_storage.path("support_chat")
    from pathlib import Path

    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_files_lie_outside_of_the_media_folder_under_names_that_tell_nothing(settings):
    sent_picture(Browser(), name="passport.png")
    files = stored_files()
    assert len(files) == 2
    for path in files:
        assert not path.is_relative_to(settings.MEDIA_ROOT)
        assert "passport" not in str(path)
        assert path.suffix == ""
        assert path.stat().st_mode & 0o077 == 0


def test_the_shop_may_name_a_storage(settings, tmp_path):
    options = {"location": str(tmp_path / "vault")}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "support_private": {"BACKEND": backend, "OPTIONS": options}}
    shopper = Browser()
    assert shopper.get(sent_picture(shopper)["url"]).status_code == 200
    assert len([path for path in (tmp_path / "vault").rglob("*") if path.is_file()]) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Visitor, Conversation, Message])
def test_files_go_with_what_they_belong_to(model):
    sent_picture(Browser())
    assert len(stored_files()) == 2
    model.objects.all().delete()
    assert Attachment.objects.count() == 0
    assert stored_files() == []


@pytest.mark.django_db(transaction=True)
def test_support_tick_removes_what_was_never_sent_for_a_day(capsys):
    shopper = Browser()
    sent_picture(shopper)
    upload(shopper)
    old, new = upload(shopper).json()["id"], upload(shopper).json()["id"]
    Attachment.objects.exclude(public_id=new).update(created_at=timezone.now() - timedelta(hours=25))
    call_command("support_tick", verbosity=2)
    assert "Unused files removed: 2" in capsys.readouterr().out
    assert not Attachment.objects.filter(public_id=old).exists()
    assert Attachment.objects.count() == 2
    assert len(stored_files()) == 4


@pytest.mark.django_db(transaction=True)
def test_a_storage_that_fails_leaves_nothing_and_says_try_again(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    shopper = Browser()
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", fail)
    answer = upload(shopper)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert Attachment.objects.count() == 0


def test_a_message_without_files_costs_no_query_for_them(django_assert_num_queries):
    from support_plugin.chat.queries import messages_after

    conversation = MessageFactory(conversation=ConversationFactory()).conversation
    with django_assert_num_queries(1):
        messages_after(conversation.pk, 0)


def test_the_cookie_of_another_guest_opens_nothing():
    shown = sent_picture(Browser())
    thief = Client(headers={"Cookie": guest_cookie("guessed")})
    assert thief.get(shown["url"]).status_code == 404


# --- Without JavaScript ----------------------------------------------------------------------------------


def post_form(browser, url, client_id=None, body="", files=()):
    page = browser.get(url)
    token = page.context["csrf_token"]
    data = {
        "csrfmiddlewaretoken": str(token),
        "client_id": client_id or str(page.context["form"].initial["client_id"]),
        "body": body,
        "attachments": [SimpleUploadedFile(name, content) for name, content in files],
    }
    return browser.post(url, data)


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


def test_the_files_of_a_message_stay_in_the_order_in_which_they_were_sent():
    shopper = Browser()
    ids = [upload(shopper, name=f"{number}.png").json()["id"] for number in range(3)]
    wanted = [ids[2], ids[0], ids[1]]
    sent = send(shopper, wanted).json()
    read = shopper.call("GET", "api-conversation", sent["conversation"]["id"]).json()
    for message in (sent["message"], read["messages"]["items"][0]):
        assert [a["id"] for a in message["attachments"]] == wanted


def test_an_upload_that_is_repeated_is_stored_once_and_costs_nothing(settings):
    settings.SUPPORT_PLUGIN = {"UPLOADS_PER_MINUTE": 1}
    browser, id = Browser(), str(uuid4())
    first = upload(browser, client_id=id)
    assert first.status_code == 201
    assert upload(browser, client_id=id.upper()).json() == first.json()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("change", ["content", "name", "conversation"])
def test_another_upload_under_the_same_id_is_a_conflict(change):
    browser, id = Browser(), str(uuid4())
    conversation = browser.start().json()["conversation"]["id"]
    assert upload(browser, client_id=id).status_code == 201
    other = {
        "content": {"content": picture(size=(30, 30))},
        "name": {"name": "other.png"},
        "conversation": {"conversation": Conversation.objects.get(public_id=conversation)},
    }[change]
    answer = upload(browser, client_id=id, **other)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Attachment.objects.count() == 1


def test_one_id_may_be_used_by_two_people():
    id = str(uuid4())
    assert upload(Browser(), client_id=id).json()["id"] != upload(Browser(), client_id=id).json()["id"]


def test_an_upload_with_an_id_that_is_none_is_refused():
    assert upload(Browser(), client_id="7").json()["code"] == "invalid"
