"""What limits one upload: the admin's switch, the largest size, and that the conversation is open.

How many and how much a person may upload: the policies ``uploads`` and ``upload_bytes`` in
support_plugin/limits.py. What a file may be: ``types``.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.chat.files.types import OFFICE
from support_plugin.chat.models import Conversation
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.limits import MEGABYTE
from support_plugin.preferences.models import FileKind
from support_plugin.preferences.queries import get_preferences

# "image/*" has phones offer the camera too.
ACCEPT = {
    FileKind.IMAGE: "image/*",
    FileKind.PDF: ".pdf",
    FileKind.TEXT: ".txt,.csv",
    FileKind.DOCUMENT: ",".join(OFFICE.values()),
    FileKind.ARCHIVE: ".zip",
}


def largest_upload() -> int:
    """Return the admin's limit for one file, in bytes."""
    return get_preferences().attachment_max_mb * MEGABYTE


def too_large() -> Refused:
    """Return the answer to a file beyond the admin's limit."""
    text = _("This file is too large: at most %(limit)d MB. Please send a smaller one.")
    return Refused("too_large", in_readers_digits(text % {"limit": get_preferences().attachment_max_mb}))


def switched_off() -> Refused:
    """Return the answer to a file where the admin wants none."""
    return Refused("file_refused", _("No files can be sent here. Please describe it in words."))


def attachment_limits() -> dict[str, Any] | None:
    """Return what a page needs to know before it offers to attach files; None where none are taken."""
    preferences = get_preferences()
    if not preferences.attachments_enabled or not preferences.attachment_kinds:
        return None
    return {
        "upload": reverse("support_plugin:api-upload"),
        "max_bytes": largest_upload(),
        "per_message": preferences.attachments_per_message,
        # For the browser's file dialogue; what counts is the content.
        "accept": ",".join(ACCEPT[kind] for kind in preferences.attachment_kinds if kind in ACCEPT),
    }


def check_limits(size: int, conversation: Conversation | None) -> None:
    """Raise Refused for a file of ``size`` bytes that is too large or empty, and where none are taken."""
    if not get_preferences().attachments_enabled:
        raise switched_off()
    if conversation is not None and conversation.status != Conversation.Status.OPEN:
        raise Refused("closed", _("This conversation has ended. You can start a new one."))
    if size > largest_upload():
        raise too_large()
    if size == 0:
        raise Refused("file_refused", _("This file is empty. Please choose another one."))
