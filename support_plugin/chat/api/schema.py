"""The chat's REST calls for drf-spectacular, which is asked to describe them only where a shop has it.

Loaded by support_plugin/schema.py; nothing else imports it, as the app works without that package.
"""

from typing import Any, cast

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from support_plugin.chat.api import shapes, shapes_of_changes
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
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="The `next` of the page before.")


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
            {200: shapes.Session},
        )
    },
    "conversations.ConversationsView": {
        "get": call(
            "getQueue",
            "The agents' queue: all open conversations, those who wait first, page by page",
            {200: shapes.Queue},
            "invalid",
            "forbidden",
            parameters=[CURSOR],
        ),
        "post": change(
            "startConversation",
            "A shopper's first message, or the next where a conversation is open",
            {201: shapes.Stored},
            "no_identity",
            *SEND,
            takes=shapes.FirstMessage,
        ),
    },
    "conversations.ConversationView": {
        "get": call(
            "getConversation",
            "State, and every message after a number",
            {200: shapes.Thread},
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
            {201: shapes.Stored},
            *ABOUT_ONE,
            *SEND,
            takes=shapes.NewMessage,
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
    "entries.EditView": {
        "post": change(
            "editMessage",
            "Replace the text of an own message; the answer's message is the entry that says so",
            {201: shapes.Stored},
            *ABOUT_ONE,
            *SEND,
            takes=shapes_of_changes.NewEdit,
        )
    },
    "entries.WithdrawView": {
        "post": change(
            "withdrawMessage",
            "Take back an own message, with its files; the answer's message is the entry that says so",
            {201: shapes.Stored},
            *ABOUT_ONE,
            *SEND,
            takes=shapes_of_changes.NewWithdrawal,
        )
    },
    "entries.GotView": {
        "post": change(
            "markGot",
            "The shopper's browser has all up to a number",
            {200: shapes.State},
            "invalid",
            *ABOUT_ONE,
            takes=shapes.Seen,
        )
    },
    "merging.MergesView": {
        "get": call(
            "getMerges", "What agents merged", {200: shapes_of_changes.Merges}, "forbidden", *ABOUT_ONE
        ),
        "post": change(
            "merge",
            "Merge two conversations of one shopper, else their shoppers; the first one's is kept",
            {201: shapes_of_changes.OneMerge},
            "invalid",
            "conflict",
            *ABOUT_ONE,
            takes=shapes_of_changes.NewMerge,
        ),
    },
    "merging.UndoView": {
        "post": change(
            "undoMerge",
            "Give back what was merged, as it was",
            {200: shapes_of_changes.OneMerge},
            "conflict",
            *ABOUT_ONE,
        )
    },
    "merging.PartsView": {
        "get": call(
            "getParts", "The earlier parts of a conversation", {200: shapes_of_changes.Parts}, *ABOUT_ONE
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


def _describe(name: str, calls: dict[str, Any]) -> None:
    def replaced(self: OpenApiViewExtension) -> type:
        # A view of its own: the app's are not changed.
        view = cast(type, self.target_class)
        return extend_schema_view(**calls)(type(view.__name__, (view,), {}))

    fields = {"target_class": f"support_plugin.chat.api.{name}", "view_replacement": replaced}
    type(f"{name}Schema", (OpenApiViewExtension,), fields)  # spectacular keeps a list of the subclasses


for _name, _calls in VIEWS.items():
    _describe(_name, _calls)
