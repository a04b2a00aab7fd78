"""The agents' REST calls for drf-spectacular; loaded by support_plugin/schema.py in a shop that has it."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from support_plugin.chat.api.schema import ABOUT_ONE, call, change, describe
from support_plugin.chat.api.shapes import DepartmentShape, State
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.lists import ListName
from support_plugin.chat.queue.reasons import SETTINGS


class Taking(serializers.Serializer):
    """From whom."""

    instead_of = serializers.CharField(
        required=False, allow_null=True, help_text="The agent who has it; for supervisors alone."
    )


class HandingOver(serializers.Serializer):
    """To whom: one of both."""

    agent = serializers.CharField(required=False, allow_null=True)
    department = serializers.IntegerField(required=False, allow_null=True)
    summary = serializers.CharField(required=False, help_text="Not for the shopper.")


class Snoozing(serializers.Serializer):
    """For how long; with neither it ends."""

    until = serializers.DateTimeField(required=False, allow_null=True)
    minutes = serializers.IntegerField(required=False, allow_null=True)


class NewPriority(serializers.Serializer):
    """How much it matters."""

    priority = serializers.ChoiceField(choices=Conversation.Priority.choices)


class NewTags(serializers.Serializer):
    """All tags that it has from now on."""

    tags = serializers.ListField(child=serializers.CharField(), max_length=20)


class TagShape(serializers.Serializer):
    """A word by which agents sort conversations."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ColleagueShape(serializers.Serializer):
    """An agent, as agents see them."""

    id = serializers.CharField(help_text="Opaque.")
    name = serializers.CharField()
    present = serializers.BooleanField(help_text="Whether the desk is open in a browser of theirs.")
    load = serializers.IntegerField(min_value=0, help_text="Conversations of theirs that wait.")
    capacity = serializers.IntegerField(min_value=0)
    on_duty_until = serializers.DateTimeField(allow_null=True)


class Me(serializers.Serializer):
    """How the caller works."""

    id = serializers.CharField(help_text="Opaque.")
    capacity = serializers.IntegerField(min_value=0)
    languages = serializers.ListField(child=serializers.CharField())
    on_duty_until = serializers.DateTimeField(allow_null=True)


class NewDuty(serializers.Serializer):
    """What the caller sets of it."""

    on_duty_until = serializers.DateTimeField(allow_null=True, help_text="Within 24 hours; null ends it.")


class FilterValues(serializers.Serializer):
    """As in the address of a list; what is left out may be anything."""

    list = serializers.ChoiceField(required=False, choices=[(str(name), str(name)) for name in ListName])
    department = serializers.CharField(required=False)
    agent = serializers.CharField(required=False)
    language = serializers.CharField(required=False)
    tag = serializers.CharField(required=False)
    priority = serializers.CharField(required=False)
    reason = serializers.ChoiceField(required=False, choices=[(name, name) for name in SETTINGS])


class SavedFilterShape(serializers.Serializer):
    """A list with filters that the caller keeps."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    filters = FilterValues()


class NewFilter(serializers.Serializer):
    """What to keep, in place of what had the name."""

    name = serializers.CharField(max_length=40)
    filters = FilterValues(required=False)


def _page_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:
    fields: dict[str, Any] = {
        "__doc__": "All of them.",
        "items": shape(many=True),
        "has_more": serializers.BooleanField(),
        "next": serializers.CharField(allow_null=True),
    }
    return type(f"{shape.__name__}Page", (serializers.Serializer,), fields)


def _action(name: str, summary: str, *codes: str, takes: Any = None) -> dict[str, Any]:
    return {"post": change(name, summary, {200: State}, *ABOUT_ONE, *codes, takes=takes)}


def _listing(name: str, summary: str, shape: type[serializers.Serializer]) -> dict[str, Any]:
    return {"get": call(name, summary, {200: _page_of(shape)}, "forbidden")}


FASTER = ("conflict", "closed")
VIEWS: dict[str, dict[str, Any]] = {
    "TakeView": _action("takeConversation", "Make it the caller's", *FASTER, takes=Taking),
    "HandOverView": _action(
        "handOverConversation",
        "Give it to a colleague or a department",
        "invalid",
        *FASTER,
        takes=HandingOver,
    ),
    "ReturnView": _action("returnConversation", "Put it back into the queue", *FASTER),
    "SnoozeView": _action(
        "snoozeConversation", "Take it out of the queue for some time", "invalid", "closed", takes=Snoozing
    ),
    "ReopenView": _action("reopenConversation", "Let it go on after its end", "conflict"),
    "BlockView": _action("blockShopper", "End it, and take no more from its shopper"),
    "UnblockView": _action("unblockShopper", "Let its shopper write again"),
    "PriorityView": _action("setPriority", "Say how much it matters", "invalid", "closed", takes=NewPriority),
    "TagsView": _action("setTags", "Give it these tags and no others", "invalid", takes=NewTags),
    "AgentsView": _listing("listAgents", "Who answers, those who are there first", ColleagueShape),
    "DepartmentsView": _listing("listDepartments", "All departments", DepartmentShape),
    "AllTagsView": _listing("listTags", "All tags", TagShape),
    "MeView": {
        "get": call("getMe", "How the caller works", {200: Me}, "forbidden"),
        "put": change("setMe", "Set until when the caller is on duty", {200: Me}, "invalid", takes=NewDuty),
    },
    "SavedFiltersView": {
        **_listing("listFilters", "The caller's own filters", SavedFilterShape),
        "post": change("saveFilter", "Keep a filter", {201: SavedFilterShape}, "invalid", takes=NewFilter),
    },
    "SavedFilterView": {
        "delete": change(
            "deleteFilter", "Forget a filter", {204: OpenApiResponse(description="It is gone.")}, "not_found"
        )
    },
}
for _name, _calls in VIEWS.items():
    describe(f"support_plugin.desk.inbox.api.{_name}", _calls)
