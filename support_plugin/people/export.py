"""What the app holds about one person, for themselves: as JSON."""

from typing import Any

from support_plugin import clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.incentives.queries import code_json
from support_plugin.carts.models import Abandonment, CartActivity, Circumstances
from support_plugin.carts.personal import (
    abandonments_of,
    activities_of,
    codes_of,
    copies_of,
    hesitations_of,
    shared_carts_of,
)
from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.restoring.models import CartCopy, RestoreLink, SharedCart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.merging.queries import merges_about
from support_plugin.people.conversations import conversations_of, export_conversation, export_merge
from support_plugin.people.logs import log_entries
from support_plugin.people.queries import (
    Person,
    cart_traces,
    compared_as,
    consents_given_by,
    exposures,
    help_offered_to,
    looks_at_person,
    messages_to,
    notified_browsers,
    tasks_about,
    texts_of,
)
from support_plugin.search.models import ShopText
from support_plugin.shop.searched import (
    parts_of,
    rows_of,
)
from support_plugin.tasks.models import Task
from support_plugin.visitors.access_log.personal import export_look
from support_plugin.visitors.arms.models import Exposure, HoldoutArm
from support_plugin.visitors.arms.queries import arms_of
from support_plugin.visitors.consents.models import Consent
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.subscriptions.personal import export_subscription


def export_person(person: Person) -> dict[str, Any]:
    """Return what is held about this person, ready for JSON; times are ISO 8601 with a zone."""
    return {
        "visitors": [_visitor(visitor) for visitor in person.visitors],
        "carts": [_cart(activity) for activity in activities_of(**cart_traces(person))],
        "abandoned_carts": [
            _abandonment(row)
            for row in abandonments_of(**cart_traces(person)).prefetch_related("restore_links", "reminders")
        ],
        "shared_carts": [
            _shared(row) for row in shared_carts_of(**cart_traces(person)).prefetch_related("restore_links")
        ],
        "carts_sent_on_request": [_message(row) for row in messages_to(person).order_by("pk")],
        "copied_carts": [_copy(row) for row in copies_of(**cart_traces(person))],
        "hesitations": [_hesitation(row) for row in hesitations_of(**cart_traces(person))],
        "help_offered": [_prompt(row) for row in help_offered_to(person)],
        "voucher_codes": [code_json(row) for row in codes_of(**cart_traces(person))],
        "tasks": [_task(row) for row in tasks_about(person)],
        "consents": [_consent(row) for row in consents_given_by(person)],
        "browser_notifications": [export_subscription(row) for row in notified_browsers(person)],
        "comparisons": _comparisons(person),
        "found_by": [text for row in texts_of(person) for text in _found_by(row)],
        "looks": [export_look(row) for row in looks_at_person(person).order_by("at", "pk")],
        "log": [str(entry) for entry in log_entries(person.visitors)],
    }


def _found_by(text: ShopText) -> list[str]:
    # As the shop has it: the search's own form of it says no more and reads worse.
    return [part for row in rows_of(text.kind).filter(pk=text.object_id) for part in parts_of(text.kind, row)]


def _visitor(visitor: Visitor) -> dict[str, Any]:
    unsent = Attachment.objects.filter(visitor=visitor, message=None)
    return {
        "id": visitor.pk,
        "account": str(visitor.user) if visitor.user else None,
        "first_seen": clock.to_json(visitor.created_at),
        "blocked_at": clock.to_json(visitor.blocked_at) if visitor.blocked_at else None,
        "conversations": [export_conversation(one) for one in conversations_of(visitor)],
        "merges": [export_merge(row) for row in merges_about([visitor]).order_by("pk")],
        "unsent_files": [{"name": file.name, "size": file.size} for file in unsent],
    }


def _cart(activity: CartActivity) -> dict[str, Any]:
    return {
        "cart": activity.pk,
        "first_seen_at": clock.to_json(activity.first_seen_at),
        "last_active_at": clock.to_json(activity.last_active_at),
        "visits": activity.visits,
        **_circumstances(activity),
    }


def _abandonment(row: Abandonment) -> dict[str, Any]:
    times = ("idle_since", "abandoned_at", "returned_at", "recovered_at", "expired_at")
    return {
        "cart": row.cart_id,
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "order": row.order_number or None,
        "value": str(row.value),
        "currency": row.currency,
        "lines": row.lines,
        "links": [_link(link) for link in row.restore_links.all()],
        "reminders": [_reminder(one) for one in sorted(row.reminders.all(), key=lambda one: one.pk)],
        **_circumstances(row),
    }


def _reminder(row: Reminder) -> dict[str, Any]:
    return {
        "by": row.get_way_display(),
        "state": row.get_state_display(),
        "reason": row.get_reason_display() or None,
        "due_at": clock.to_json(row.due_at),
        "decided_at": row.decided_at and clock.to_json(row.decided_at),
        **({"dismissed_at": clock.to_json(row.dismissed_at)} if row.dismissed_at else {}),
        "delivered_at": row.delivered_at and clock.to_json(row.delivered_at),
    }


def _hesitation(row: Hesitation) -> dict[str, Any]:
    return {
        "cart": row.cart_id,
        "at": clock.to_json(row.at),
        "hesitation": row.get_kind_display(),
        "page": row.get_page_display(),
        "language": row.language,
        "device": row.device,
    }


def _link(link: RestoreLink) -> dict[str, Any]:
    times = ("made_at", "expires_at", "used_at")
    return {name: clock.to_json(moment) for name in times if (moment := getattr(link, name))}


def _shared(row: SharedCart) -> dict[str, Any]:
    return {
        "cart": row.cart_id,
        "shared_at": clock.to_json(row.shared_at),
        "lines": row.lines,
        "links": [_link(link) for link in row.restore_links.all()],
    }


def _message(row: CartMessage) -> dict[str, Any]:
    return {
        "by": row.get_channel_display(),
        "to": row.contact or None,
        "state": row.get_state_display(),
        "asked_at": clock.to_json(row.asked_at),
        "language": row.language,
    }


def _copy(copy: CartCopy) -> dict[str, Any]:
    return {"cart": copy.cart_id, "copied_at": clock.to_json(copy.copied_at)}


def _prompt(row: PromptShown) -> dict[str, Any]:
    times = ("shown_at", "dismissed_at", "replied_at")
    return {
        "cart": row.cart_id,
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "page": row.get_page_display(),
        "language": row.language,
        "device": row.device,
        "said": [text for text in (row.contents.get("greeting"), row.contents.get("question")) if text],
    }


def _task(row: Task) -> dict[str, Any]:
    times = ("made_at", "due_at", "ended_at")
    return {
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "what": row.get_kind_display(),
        "note": row.text,
        "end": row.get_end_display() or None,
        "outcome": row.outcome,
    }


def _consent(row: Consent) -> dict[str, Any]:
    times = ("given_at", "withdrawn_at")
    return {
        **{name: clock.to_json(moment) for name in times if (moment := getattr(row, name))},
        "channel": row.get_channel_display(),
        "place": row.get_place_display(),
        "language": row.language,
        "wording": row.wording,
    }


def _comparisons(person: Person) -> list[dict[str, Any]]:
    arms = arms_of(**compared_as(person)).order_by("drawn_at", "pk")
    shown = exposures(person).order_by("at", "pk")
    return [_arm(row, "drawn_at", row.drawn_at) for row in arms] + [
        _arm(row, "since", row.at) for row in shown
    ]


def _arm(row: HoldoutArm | Exposure, name: str, moment: Any) -> dict[str, Any]:
    return {
        "of": row.get_capability_display(),
        "held_out": row.is_held_out,
        "percent": row.percent,
        name: clock.to_json(moment),
    }


def _circumstances(row: Circumstances) -> dict[str, Any]:
    names = ("email", "phone", "language", "device", "source", "campaign", "obstacle")
    return {"step": row.get_step_display(), **{name: getattr(row, name) for name in names}}
