"""Agents in Django admin: how each works, and what becomes of their conversations when one is removed."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.chat.assignment.leaving import count_held, release_held
from support_plugin.chat.models import Conversation
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.team.models import Agent
from support_plugin.chat.team.people import may_answer
from support_plugin.formats.numbers import format_number
from support_plugin.preferences.texts import shop_languages

FIELDS = ["user", "capacity", "languages", "departments", "on_duty_until"]


class AgentForm(forms.ModelForm):
    """How somebody works."""

    languages = forms.MultipleChoiceField(
        label=_("languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none they answer in all of them."),
    )

    class Meta:
        model = Agent
        fields = FIELDS[:-1]
        widgets = {"departments": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.choices = shop_languages()


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):
    """Who answers, in which languages and departments, and how much at once."""

    form = AgentForm
    fields = tuple(FIELDS)
    list_display = ["__str__", "name", "capacity", "held", "on_duty_until"]
    list_select_related = ["user"]
    list_filter = ["departments"]
    raw_id_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count what each has to do."""
        of = Conversation.objects.filter(status=Conversation.Status.OPEN, agent=OuterRef("pk")).order_by()
        counted = of.values("agent").annotate(number=Count("pk")).values("number")
        number = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        return super().get_queryset(request).annotate(number_held=number)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Keep whose row it is; they say themselves at the desk how long they are on duty."""
        return ["user", "on_duty_until"] if obj else ["on_duty_until"]

    @admin.display(description=_("name shown"))
    def name(self, row: Agent) -> str:
        """Return the name by which colleagues know them."""
        return format_html("<bdi>{}</bdi>", agent_name(row.user))

    @admin.display(description=_("open conversations"), ordering=F("number_held"))
    def held(self, row: Any) -> str:
        """Return how many are theirs."""
        return format_number(row.number_held)

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        """Say so where the account may not answer: nothing would be given to it."""
        super().save_model(request, obj, form, change)
        if not may_answer(obj.user):
            text = _(
                "This account may not answer shoppers, so no conversation goes to it: give it the right."
            )
            messages.warning(request, text)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Show before the deletion what happens to their conversations."""
        found, counts, missing, protected = super().get_deleted_objects(objs, request)
        number = count_held([row.pk for row in objs])
        return [*found, *([describe_return(number)] if number else [])], counts, missing, protected

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Agent) -> None:
        """Delete one, and put back what is theirs."""
        pk = obj.pk
        super().delete_model(request, obj)
        _release(request, [pk])

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Agent]") -> None:
        """Delete several."""
        keys = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        _release(request, keys)


def _release(request: HttpRequest, users: list[Any]) -> None:
    if number := release_held(users):
        messages.info(request, describe_return(number))
    stays = _(
        "Whoever keeps the right to answer is an agent again on opening the desk: take it in the account."
    )
    messages.info(request, stays)


def describe_return(number: int) -> str:
    """Return what becomes of so many open conversations."""
    text = ngettext(
        "%(count)s open conversation goes back to the queue.",
        "%(count)s open conversations go back to the queue.",
        number,
    )
    return text % {"count": format_number(number)}
