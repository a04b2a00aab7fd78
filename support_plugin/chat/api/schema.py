"""The chat's REST calls for drf-spectacular, which is asked to describe them only where a shop has it.

Loaded by support_plugin/schema.py; nothing else imports it, as the app works without that package.
"""

from typing import Any, cast

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from support_plugin.chat.api import (
    note_shapes,
    panel_shapes,
    queue_shapes,
    session_shapes,
    shapes,
    shapes_of_changes,
)
from support_plugin.chat.api.away_shapes import NewReplyAddress
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.lists import ListName
from support_plugin.chat.queue.reasons import SETTINGS
from support_plugin.rest.schema import WITH_BODY, refusals

# What every call may be answered with, every one about a conversation, and every unsafe one.
ALWAYS, ABOUT_ONE, UNSAFE = ("identity_changed",), ("no_identity", "not_found"), ("forbidden",)
IDENTITY = OpenApiParameter(
    "X-Support-Identity",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The session's `identity`: refused (`identity_changed`) when it is another one now.",
)
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0},
    description="The number of the last message the client has.",
)
NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0}
NOTES_AFTER = OpenApiParameter("after", NUMBER, description="The last note the client has.")
NOTE_ID = OpenApiParameter("note_id", {"type": "integer", "minimum": 0}, OpenApiParameter.PATH)
BEFORE = OpenApiParameter("before", NUMBER, description="The `next` of the page before.")
TIME_ZONE = OpenApiParameter(
    "time_zone", OpenApiTypes.STR, description="The reader's time zone, such as Asia/Tehran; for `away`."
)
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="The `next` of the page before.")
FILTERS = [
    OpenApiParameter(
        "list",
        OpenApiTypes.STR,
        enum=[str(name) for name in ListName],
        description="By default all open ones.",
    ),
    OpenApiParameter("department", OpenApiTypes.STR, description="An id, or `none`."),
    OpenApiParameter("agent", OpenApiTypes.STR, description="An id, or `none`."),
    OpenApiParameter("language", OpenApiTypes.STR),
    OpenApiParameter("tag", OpenApiTypes.INT, description="An id."),
    OpenApiParameter("priority", OpenApiTypes.INT, enum=Conversation.Priority.values),
    OpenApiParameter("reason", OpenApiTypes.STR, enum=list(SETTINGS), description="Why they come first."),
    OpenApiParameter("q", OpenApiTypes.STR, description="Words of a message, or of the shopper's name."),
]


def call(name: str, summary: str, gives: Any, *codes: str, takes: Any = None, parameters: Any = ()) -> Any:
    """Return the description of a call that only reads; ``gives`` are answers by status, ``codes`` errors."""
    # With no parser that reads anything, nothing but JSON is described as a body.
    answers = {**gives, **refusals(*ALWAYS, *codes, *(WITH_BODY if takes else ()))}
    described = {"application/json": takes} if takes else None
    return extend_schema(
        operation_id=name,
        summary=summary,
        request=described,
        responses=answers,
        parameters=[IDENTITY, *parameters],
        tags=["chat"],
    )


def change(name: str, summary: str, gives: Any, *codes: str, takes: Any = None) -> Any:
    """Return the description of a call that changes something."""
    return call(name, summary, gives, *UNSAFE, *codes, takes=takes)


def upload(name: str, summary: str, *codes: str) -> Any:
    """Return the description of a call that takes a file."""
    return extend_schema(
        operation_id=name,
        summary=summary,
        request={"multipart/form-data": shapes.Upload},
        responses={201: shapes.AttachmentShape, **refusals(*ALWAYS, *UNSAFE, *codes, *UPLOAD, *WITH_BODY)},
        parameters=[IDENTITY],
        tags=["chat"],
    )


UPLOAD = ("invalid", "closed", "conflict", "too_large", "file_refused", "too_many", "unavailable")
SEND = ("invalid", "closed", "conflict", "too_many")
VIEWS: dict[str, dict[str, Any]] = {
    "conversations.SessionView": {
        "get": call(
            "getSession",
            "What a client needs to begin; gives a guest's browser its cookie",
            {200: session_shapes.Session},
            parameters=[TIME_ZONE],
        )
    },
    "conversations.ConversationsView": {
        "get": call(
            "getQueue",
            "An agent's list: all open conversations, those who wait first, or another; page by page",
            {200: queue_shapes.Queue},
            "invalid",
            "forbidden",
            parameters=[CURSOR, *FILTERS],
        ),
        "post": change(
            "startConversation",
            "A shopper's first message, or the next where a conversation is open",
            {201: shapes.StoredSerializer},
            "no_identity",
            *SEND,
            takes=shapes.FirstMessage,
        ),
    },
    "conversations.ConversationView": {
        "get": call(
            "getConversation",
            "State, and every message after a number",
            {200: shapes.ThreadSerializer},
            "invalid",
            *ABOUT_ONE,
            parameters=[AFTER],
        ),
        "delete": change(
            "deleteConversation",
            "Delete what was said, for good and for both sides; by the shopper",
            {200: shapes.State},
            *ABOUT_ONE,
        ),
    },
    "conversations.MessagesView": {
        "post": change(
            "sendMessage",
            "A message by either side; only agents offer `choices`",
            {201: shapes.StoredSerializer},
            *ABOUT_ONE,
            *SEND,
            takes=shapes.NewMessageSerializer,
        )
    },
    "conversations.SeenView": {
        "post": change(
            "markSeen", "Read up to a number", {200: shapes.State}, "invalid", *ABOUT_ONE, takes=shapes.Seen
        )
    },
    "conversations.CloseView": {
        "post": change("closeConversation", "Close the conversation", {200: shapes.State}, *ABOUT_ONE)
    },
    "side_panel.SidePanelView": {
        "get": call(
            "getPanel",
            "What stands beside a conversation; for agents. Looks at personal data are noted",
            {200: panel_shapes.SidePanel},
            "forbidden",
            *ABOUT_ONE,
        )
    },
    "shopper.UnreadView": {
        "get": call("getUnread", "Answers the shopper has not seen", {200: shapes.Unread})
    },
    "shopper.TranscriptView": {
        "post": change(
            "sendTranscript",
            "The conversation by e-mail; by the shopper",
            {202: OpenApiResponse(shapes.State, description="On its way.")},
            "invalid",
            "too_many",
            "unavailable",
            *ABOUT_ONE,
            takes=shapes_of_changes.NewTranscript,
        )
    },
    "shopper.RatingView": {
        "post": change(
            "rateConversation",
            "Rate a closed conversation; by the shopper",
            {200: shapes.State},
            "invalid",
            "conflict",
            *ABOUT_ONE,
            takes=shapes.NewRating,
        )
    },
    "shopper.ReplyAddressView": {
        "post": change(
            "setReplyAddress",
            "Say where answers go by e-mail; by the shopper",
            {200: shapes.State},
            "invalid",
            "conflict",
            "too_many",
            *ABOUT_ONE,
            takes=NewReplyAddress,
        )
    },
    "notes.NotesView": {
        "get": call(
            "getNotes",
            "Internal notes after one; by agents",
            {200: note_shapes.NotesPage},
            "invalid",
            "forbidden",
            *ABOUT_ONE,
            parameters=[NOTES_AFTER],
        ),
        "post": change(
            "addNote",
            "An internal note, which no shopper gets; by agents",
            {201: note_shapes.StoredNote},
            "invalid",
            "conflict",
            *ABOUT_ONE,
            takes=note_shapes.NewNote,
        ),
    },
    "notes.NoteView": {
        "delete": call(
            "deleteNote",
            "Delete an own note",
            {200: shapes.State},
            *UNSAFE,
            *ABOUT_ONE,
            parameters=[NOTE_ID],
        )
    },
    "notes.NotesSeenView": {
        "post": change(
            "markNotesSeen", "The caller has seen the notes", {200: note_shapes.Unseen}, *ABOUT_ONE
        )
    },
    "notes.MentionsView": {
        "get": call(
            "getMentions",
            "Notes in which the caller is mentioned, the newest first; by agents",
            {200: note_shapes.MentionsPage},
            "invalid",
            "forbidden",
            parameters=[BEFORE],
        )
    },
    "notes.ColleaguesView": {
        "get": call(
            "getColleagues", "Who can be mentioned; by agents", {200: note_shapes.Colleagues}, "forbidden"
        )
    },
    "uploads.ShopperUploadView": {
        "post": upload(
            "uploadFile", "A shopper's file, for the message they will send, also if it is their first"
        )
    },
    "uploads.ConversationUploadView": {
        "post": upload(
            "uploadConversationFile", "A file for a message in this conversation, by either side", *ABOUT_ONE
        )
    },
}


def describe(target: str, calls: dict[str, Any]) -> None:
    """Describe the methods of the view with this dotted path."""

    def replaced(self: OpenApiViewExtension) -> type:
        # A view of its own: the app's are not changed.
        view = cast(type, self.target_class)
        return extend_schema_view(**calls)(type(view.__name__, (view,), {}))

    fields = {"target_class": target, "view_replacement": replaced}
    type(f"{target}Schema", (OpenApiViewExtension,), fields)  # spectacular keeps a list of the subclasses


for _name, _calls in VIEWS.items():
    describe(f"support_plugin.chat.api.{_name}", _calls)
