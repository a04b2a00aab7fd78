"""The table of who may do what: addresses, and what each role is answered with."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from support_plugin import clock

SECRET = "secret@example.com"
WORDS = "راز مشتری"
ROLES = ("root", "supervisor", "agent", "elsewhere", "staff", "shopper", "other", "nobody")
# By role, in this order: what whoever asks is answered with. "login": sent to the dashboard's log-in.
Answers = tuple[Any, ...]
PAGE: Answers = (200, 200, 200, 200, 403, 403, 403, "login")
FORM: Answers = (302, 302, 302, 302, 403, 403, 403, "login")
SUPERVISORS_PAGE: Answers = (200, 200, 403, 403, 403, 403, 403, "login")
OWNERS_PAGE: Answers = (200, 403, 403, 403, 403, 403, 403, "login")
OWNERS_FORM: Answers = (302, 403, 403, 403, 403, 403, 403, "login")
# Outsiders and wrong ids are answered alike; who has no cookie of ours at all gets another code.
BOTH_SIDES: Answers = (200, 200, 200, 200, 404, 200, 404, 403)
BOTH_WRITE: Answers = (201, 201, 201, 201, 404, 201, 404, 403)
AGENTS_SIDE: Answers = (200, 200, 200, 200, 404, 403, 404, 403)
SHOPPERS_SIDE: Answers = (403, 403, 403, 403, 404, 200, 404, 403)
AGENTS_CALL: Answers = (200, 200, 200, 200, 403, 403, 403, 403)
OWNERS_CALL: Answers = (200, 403, 403, 403, 403, 403, 403, 403)
FILE: Answers = (200, 200, 200, 200, 404, 200, 404, 404)


def of_agents(status: int) -> Answers:
    """Return that agents get this status, and all others are refused."""
    return (*[status] * 4, *AGENTS_CALL[4:])


@dataclass(frozen=True)
class Case:
    """One address, asked in one way."""

    name: str
    method: str
    answers: Answers
    # By name in ``World``: what the address is about.
    about: str = ""
    # What else the address names.
    more: tuple[Any, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


# One that is not there, of a shopper's own message, and merging.
OWN_MESSAGE: Answers = (403, 403, 403, 403, 404, 201, 404, 403)
MERGERS_SIDE: Answers = (200, 403, 403, 403, 404, 403, 404, 403)
MERGERS_PAGE: Answers = (200, 403, 403, 403, 403, 403, 403, "login")
LISTS = (
    *("agents", "departments", "all-tags", "canned-replies", "colleagues", "mentions", "me", "saved-filters"),
)
ACTIONS: dict[str, dict[str, Any]] = {
    "take": {},
    "return": {},
    "snooze": {"until": clock.to_json(clock.now() + timedelta(hours=1))},
    "reopen": {},
    "block": {},
    "unblock": {},
    "priority": {"priority": 1},
    "tags": {"tags": []},
}
# Orders are personal data: an agent needs a right of their own.
CARDS = (("products", AGENTS_SIDE), ("orders", (200, 403, 403, 403, *AGENTS_SIDE[4:])))
TOMORROW = clock.shop_day() + timedelta(days=1)  # the shop's own, also when midnight passes meanwhile
TASK = {"kind": "call", "text": "", "key": str(uuid4()), "due_on": str(TOMORROW)}


def written() -> dict[str, Any]:
    return {"client_id": str(uuid4()), "body": "سلام"}


CASES = [
    Case("desk", "GET", PAGE),
    Case("desk-search", "GET", PAGE, query="?q=راز"),
    Case("desk-conversation", "GET", PAGE, "conversation"),
    Case("desk-conversation", "POST", FORM, "conversation", data=written()),
    Case("desk-panel", "GET", PAGE, "conversation"),
    Case("desk-close", "POST", FORM, "conversation"),
    Case("tasks", "GET", PAGE),
    Case("task-take", "POST", FORM, "task"),
    Case("task-finish", "POST", FORM, "task", data={"outcome": "تمام"}),
    Case("task-reopen", "POST", FORM, "task"),
    Case("numbers", "GET", SUPERVISORS_PAGE),
    Case("numbers-export", "GET", SUPERVISORS_PAGE),
    Case("carts", "GET", OWNERS_PAGE),
    Case("carts-export", "GET", OWNERS_PAGE),
    Case("cart", "GET", OWNERS_PAGE, "abandonment"),
    Case("cart", "POST", OWNERS_PAGE, "abandonment"),
    Case("cart-task", "POST", OWNERS_FORM, "abandonment", data=TASK),
    Case("cart-mail", "POST", OWNERS_FORM, "abandonment"),
    Case("cart-stop", "POST", OWNERS_FORM, "abandonment"),
    Case("api-conversations", "GET", AGENTS_CALL),
    Case("api-conversation", "GET", BOTH_SIDES, "conversation"),
    Case("api-conversation", "DELETE", SHOPPERS_SIDE, "conversation"),
    Case("api-messages", "POST", BOTH_WRITE, "conversation", data=written()),
    Case("api-seen", "POST", BOTH_SIDES, "conversation", data={"seq": 1}),
    Case("api-close", "POST", BOTH_SIDES, "conversation"),
    Case("api-panel", "GET", AGENTS_SIDE, "conversation"),
    Case("api-rating", "POST", SHOPPERS_SIDE, "closed", data={"rating": "good"}),
    Case(
        "api-transcript",
        "POST",
        (*SHOPPERS_SIDE[:5], 202, 404, 403),
        "conversation",
        data={"client_id": str(uuid4())},
    ),
    Case("api-conversation-upload", "POST", BOTH_WRITE, "conversation"),
    Case("file", "GET", FILE, "file"),
    Case("thumbnail", "GET", FILE, "file"),
    Case("desk-board", "GET", SUPERVISORS_PAGE),
    Case("desk-mentions", "GET", PAGE),
    Case("desk-note", "POST", FORM, "conversation", data=written()),
    Case("desk-note-delete", "POST", FORM, "conversation", (0,)),
    Case("desk-parts", "GET", PAGE, "conversation"),
    # Of somebody else's message: the page again, with why not.
    Case("desk-edit", "POST", PAGE, "conversation", (1,), written()),
    Case("desk-withdraw", "POST", PAGE, "conversation", (1,), {"client_id": str(uuid4())}),
    Case("desk-merge", "GET", MERGERS_PAGE, "conversation"),
    Case("desk-undo-merge", "POST", (404, *MERGERS_PAGE[1:]), "conversation", (0,)),
    # Subscribing takes the shop's own pages alone: tests/desk/duty.
    Case("api-duty", "GET", AGENTS_CALL),
    Case("desk-duty", "POST", FORM, data={"minutes": "60"}),
    Case("desk-save-filter", "POST", FORM, data={"name": "x", "list": "mine"}),
    Case("desk-delete-filter", "POST", FORM, "", (0,)),
    *[Case("desk-action", "POST", FORM, "conversation", (name,)) for name in ("take", "return", "block")],
    *[Case(f"api-{name}", "GET", AGENTS_CALL) for name in LISTS],
    Case("api-saved-filters", "POST", of_agents(201), data={"name": "x", "filter": {"list": "mine"}}),
    Case("api-saved-filter", "DELETE", of_agents(404), "", (0,)),
    Case("api-canned-used", "POST", of_agents(400), "", (0,), {"client_id": str(uuid4())}),
    # With the permissions of the model.
    Case("api-canned-manage", "GET", OWNERS_CALL),
    Case("api-canned-replies", "POST", (400, *OWNERS_CALL[1:]), data={"shortcut": "x"}),
    *[
        Case("api-canned-reply", method, (404, *OWNERS_CALL[1:]), "", (0,))
        for method in ("GET", "PATCH", "DELETE")
    ],
    Case("api-me", "PUT", AGENTS_CALL, data={"on_duty_until": None}),
    *[Case(f"api-{name}", "POST", AGENTS_CALL, "conversation", data=data) for name, data in ACTIONS.items()],
    Case("api-notes", "GET", AGENTS_SIDE, "conversation"),
    Case("api-notes", "POST", (*[201] * 4, *AGENTS_SIDE[4:]), "conversation", data=written()),
    Case("api-notes-seen", "POST", AGENTS_SIDE, "conversation"),
    Case("api-note", "DELETE", AGENTS_SIDE, "conversation", (0,)),
    Case("api-edit", "POST", OWN_MESSAGE, "conversation", (1,), written()),
    Case("api-withdraw", "POST", OWN_MESSAGE, "conversation", (1,), {"client_id": str(uuid4())}),
    Case("api-got", "POST", BOTH_SIDES, "conversation", data={"seq": 1}),
    Case("api-parts", "GET", BOTH_SIDES, "conversation"),
    Case("api-merges", "GET", MERGERS_SIDE, "conversation"),
    Case("api-merges", "POST", (400, *MERGERS_SIDE[1:]), "conversation", data={"with": str(uuid4())}),
    Case("api-undo-merge", "POST", (404, *MERGERS_SIDE[1:]), "conversation", (0,)),
    Case("api-reply-address", "POST", SHOPPERS_SIDE, "conversation", data={"email": "a@example.com"}),
    *[Case(f"api-proposal-{name}", "GET", AGENTS_SIDE, "conversation") for name in ("cart", "products")],
    Case("api-proposals", "GET", BOTH_SIDES, "conversation"),
    Case("api-proposals", "POST", (*[400] * 4, *AGENTS_SIDE[4:]), "conversation", data={"changes": []}),
    Case("api-proposal-preview", "POST", (*[400] * 4, *AGENTS_SIDE[4:]), "conversation"),
    *[Case(f"api-card-{name}", "GET", answers, "conversation") for name, answers in CARDS],
    Case("api-cards", "POST", (*[400] * 4, *AGENTS_SIDE[4:]), "conversation"),
    Case("api-suggested-answers", "GET", AGENTS_SIDE, "conversation"),
    Case("api-suggested-answers", "POST", (*[400] * 4, *AGENTS_SIDE[4:]), "conversation"),
    # Of a shopper's message there is neither.
    *[
        Case(f"api-answer-{name}", "POST", (*[404] * 4, *AGENTS_SIDE[4:]), "conversation", (1,))
        for name in ("draft", "wrong")
    ],
    *[Case(f"desk-answer-{name}", "POST", FORM, "conversation", (1,)) for name in ("draft", "wrong")],
    # To nobody.
    Case("api-hand-over", "POST", of_agents(400), "conversation"),
    Case("api-proposal-withdraw", "POST", (*[404] * 4, *AGENTS_SIDE[4:]), "conversation", (uuid4(),)),
    *[
        Case(f"api-proposal-{name}", "POST", (*[403] * 4, 404, 404, 404, 403), "conversation", (uuid4(),))
        for name in ("accept", "decline", "undo")
    ],
]
# Calls that everybody may make: they show and change the caller's own alone; tested with their rooms.
EVERYBODYS = {
    *("api-session", "api-unread", "api-upload", "api-launcher-exposures", "api-badges", "api-quote"),
    *("api-quote-progress", "api-hesitations", "api-typed-contacts", "api-prompts", "api-prompt-dismissed"),
    *("api-prompt-replies", "api-push", "api-site-messages", "api-site-message-shown"),
    *("api-site-message-dismissed", "api-suggestions", "api-matches", "api-article"),
}
