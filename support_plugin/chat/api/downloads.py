"""Giving a file to the conversation's people, and to nobody else."""

from typing import Any
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views import View

from support_plugin.chat.access import Caller
from support_plugin.chat.files.models import Attachment
from support_plugin.errors import Refused
from support_plugin.rest.authentication import identify

# What we have drawn ourselves; everything else is only saved, never shown by the browser.
DRAWN = ("image/jpeg", "image/png", "image/webp")


class FileView(View):
    """``GET``: the file itself."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponseBase:
        """Return the file; outsiders get the same answer as for a file that does not exist."""
        try:
            attachment = Caller(*identify(request)).get_attachment(public_id)
            response = self.respond(request, attachment)
        except (Refused, FileNotFoundError):
            response = HttpResponse("Not found", status=404, content_type="text/plain")
        return _guarded(response)

    def respond(self, request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
        """Return the stored file, or 304 where the browser has it: an attachment never changes."""
        etag = f'"{attachment.public_id}"'
        if get_conditional_response(request, etag=etag) is not None:
            return HttpResponse(status=304, headers={"ETag": etag})
        file, content_type = self.choose(attachment)
        with file.open("rb") as stored:
            response = HttpResponse(stored.read(), content_type=content_type)
        inline = content_type in DRAWN and attachment.kind == Attachment.Kind.IMAGE
        response["Content-Disposition"] = content_disposition_header(not inline, attachment.name) or ""
        response["ETag"] = etag
        return response

    def choose(self, attachment: Attachment) -> tuple[FieldFile, str]:
        """Return which file to send, and as what."""
        return attachment.file, attachment.content_type


class ThumbnailView(FileView):
    """``GET``: a picture's preview."""

    def choose(self, attachment: Attachment) -> tuple[FieldFile, str]:
        """Return the preview; raise FileNotFoundError where there is none."""
        if not attachment.thumbnail:
            raise FileNotFoundError
        return attachment.thumbnail, "image/webp"


def _guarded(response: Any) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    # A stranger's file must not run in the shop's name, whatever a browser takes it for.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Kept by the browser, but asked for each time: after a log-out nobody sees it.
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie"
    return response


urlpatterns = [
    path("<uuid:public_id>/", FileView.as_view(), name="file"),
    path("<uuid:public_id>/thumbnail/", ThumbnailView.as_view(), name="thumbnail"),
]
