"""The description of the calls that edit, withdraw and merge."""

from typing import Any

from support_plugin.chat.api import shapes, shapes_of_changes
from support_plugin.chat.api.schema import ABOUT_ONE, SEND, call, change, describe

VIEWS: dict[str, dict[str, Any]] = {
    "entries.EditView": {
        "post": change(
            "editMessage",
            "Replace the text of an own message; the answer's message is the entry that says so",
            {201: shapes.StoredSerializer},
            *ABOUT_ONE,
            *SEND,
            takes=shapes_of_changes.NewEdit,
        )
    },
    "entries.WithdrawView": {
        "post": change(
            "withdrawMessage",
            "Take back an own message, with its files; the answer's message is the entry that says so",
            {201: shapes.StoredSerializer},
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
}

for _name, _calls in VIEWS.items():
    describe(f"support_plugin.chat.api.{_name}", _calls)
