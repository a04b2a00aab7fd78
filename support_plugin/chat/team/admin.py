"""Departments, agents and tags in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.team.models import Agent, Department, Tag
from support_plugin.preferences.texts import shop_languages


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
        fields = ["user", "capacity", "languages", "departments", "on_duty_until"]
        widgets = {"departments": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.choices = shop_languages()


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):
    """Who answers, in which languages and departments, and how much at once."""

    form = AgentForm
    list_display = ["__str__", "capacity", "on_duty_until"]
    list_select_related = ["user"]
    list_filter = ["departments"]
    raw_id_fields = ["user"]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Keep whose row it is."""
        return ["user"] if obj else []


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """What agents answer for."""

    list_display = ["name", "schedule"]
    search_fields = ["name"]


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Words by which agents sort conversations."""

    search_fields = ["name"]
