"""Events and their deliveries in Django admin: to read, and to send again."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.outbox.kinds import all_kinds, find_kind
from support_plugin.outbox.models import Delivery, Event
from support_plugin.outbox.receivers import PREFIX as RECEIVER
from support_plugin.outbox.resending import send_again
from support_plugin.outbox.webhooks import admin as webhooks_admin
from support_plugin.outbox.webhooks.models import PREFIX as WEBHOOK
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.web.read_only import ReadOnly

__all__ = ["DeliveryAdmin", "EventAdmin", "webhooks_admin"]


def kind_label(name: str) -> str:
    """Return what a kind of event is called, in the active language."""
    kind = find_kind(name)
    return str(kind.label) if kind else name


def code(text: str) -> str:
    """Return a name that programs use, kept apart from the direction of the text around it."""
    return format_html('<bdi dir="ltr" translate="no">{}</bdi>', text)


class History(ReadOnly):
    """What happened stays, until support_tick deletes it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No one deletes here."""
        return False


class KindFilter(admin.SimpleListFilter):
    """By kind; to be drawn, it asks the database nothing."""

    title = _("kind")
    parameter_name = "kind"
    lookup = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the registered kinds."""
        return [(kind.name, str(kind.label)) for kind in all_kinds()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the rows of the chosen kind."""
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class EventKindFilter(KindFilter):
    """Deliveries by their event's kind."""

    lookup = "event__kind"


class StateFilter(admin.SimpleListFilter):
    """By what an admin looks for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Return the states; those that fail are among those that wait."""
        return [
            ("waiting", _("Waiting")),
            ("failing", _("Failing")),
            ("given_up", _("No longer tried")),
            ("delivered", _("Delivered")),
            ("repeated", _("Perhaps delivered twice")),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
        """Return the deliveries in the chosen state."""
        match self.value():
            case None:
                return queryset
            case "failing":
                return queryset.filter(state=Delivery.State.WAITING, attempts__gt=0)
            case "repeated":
                return queryset.filter(repeats__gt=0)
            case state:
                return queryset.filter(state=state)


@admin.register(Delivery)
class DeliveryAdmin(History, admin.ModelAdmin):
    """Who got which event, who did not and why."""

    list_display = [
        "event_kind",
        "code_stream",
        "target_name",
        "state",
        "attempts",
        "repeats",
        "waiting_since",
    ]
    list_filter = [StateFilter, EventKindFilter, ("waiting_since", ReadersDateFilter)]
    list_select_related = ["event"]
    show_full_result_count = False
    search_fields = ["=event__id", "=stream", "=target"]
    search_help_text = _("The whole id of an event, its whole stream, or the whole name of the receiver")
    readonly_fields = [
        "event",
        "code_stream",
        "target_name",
        "state",
        "attempts",
        "repeats",
        "waiting_since",
        "called_at",
        "finished_at",
        "code_error",
    ]
    fields = [*readonly_fields]
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Delivery]":
        """Return the deliveries, with the names of the webhooks read once."""
        self.endpoints = {
            endpoint.target: endpoint.name for endpoint in WebhookEndpoint.objects.only("pk", "name")
        }
        return super().get_queryset(request)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whoever may change deliveries may have them sent again."""
        return bool(request.user.has_perm("support_plugin.change_delivery"))

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: "QuerySet[Delivery]") -> None:
        """Send what was given up, or delivered, once more."""
        number = send_again(queryset)
        text = ngettext(
            "%(number)d delivery will be made again within a minute.",
            "%(number)d deliveries will be made again within a minute.",
            number,
        )
        messages.success(request, in_readers_digits(text % {"number": number}))

    @admin.display(description=_("event"), ordering="event__kind")
    def event_kind(self, delivery: Delivery) -> str:
        """Return what happened."""
        return kind_label(delivery.event.kind)

    @admin.display(description=_("stream"), ordering="stream")
    def code_stream(self, delivery: Delivery) -> str:
        """Return what it happened to."""
        return code(delivery.stream)

    @admin.display(description=_("target"), ordering="target")
    def target_name(self, delivery: Delivery) -> str:
        """Return a webhook's name, or a receiver's."""
        name = self.endpoints.get(delivery.target)
        if name is not None:
            return format_html("<bdi>{}</bdi>", name)
        return code(delivery.target.removeprefix(RECEIVER).removeprefix(WEBHOOK))

    @admin.display(description=_("last error"))
    def code_error(self, delivery: Delivery) -> str:
        """Return why it was not taken."""
        return code(delivery.error)


@admin.register(Event)
class EventAdmin(History, admin.ModelAdmin):
    """What happened, as it is sent to webhooks and receivers."""

    list_display = ["kind_name", "code_stream", "created_at", "id"]
    list_filter = [KindFilter, ("created_at", ReadersDateFilter)]
    show_full_result_count = False
    search_fields = ["=id", "=key", "=stream"]
    search_help_text = _("The whole id, key or stream of an event")
    readonly_fields = ["kind_name", "code_stream", "created_at", "id", "code_key", "json_data"]
    fields = [*readonly_fields]

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, event: Event) -> str:
        """Return what happened."""
        return kind_label(event.kind)

    @admin.display(description=_("stream"), ordering="stream")
    def code_stream(self, event: Event) -> str:
        """Return what it happened to."""
        return code(event.stream)

    @admin.display(description=_("key"))
    def code_key(self, event: Event) -> str:
        """Return what makes it one event."""
        return code(event.key)

    @admin.display(description=_("data"))
    def json_data(self, event: Event) -> str:
        """Return what goes with it."""
        text = json.dumps(event.data, ensure_ascii=False, indent=2)
        return format_html('<pre dir="ltr" translate="no">{}</pre>', text)
