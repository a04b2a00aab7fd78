"""Files to upload, good and hostile, and the way of one into a message."""

import io
import zipfile
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from support_plugin.chat.files.storage import private_storage
from support_plugin.preferences.models import FileKind, SupportSettings

ALL = FileKind.values


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


HTML = b"<!DOCTYPE html><script>alert(document.domain)</script>"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


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


def stored_files():
    folder = private_storage.path("support_chat")
    from pathlib import Path

    return [path for path in Path(folder).rglob("*") if path.is_file()]


def post_form(browser, url, client_id=None, body="", files=()):
    page = browser.get(url)
    token = page.context["csrf_token"]
    data = {
        "csrfmiddlewaretoken": str(token),
        "client_id": client_id or _offered_id(page),
        "body": body,
        "attachments": [SimpleUploadedFile(name, content) for name, content in files],
    }
    return browser.post(url, data)


def _offered_id(page):
    """Return the id in the form to write in; the desk has other forms beside it."""
    forms = [context["form"] for context in page.context if "form" in context]
    return next(str(form.initial["client_id"]) for form in forms if "client_id" in form.initial)
