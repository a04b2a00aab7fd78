"""Departments and tags in Django admin; agents: chat/assignment/admin.py."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.team.models import Department, Tag
from support_plugin.hours.admin import show_coming
from support_plugin.preferences.texts import (
    TextsAdminMixin,
    TextsForm,
    folded_text_fields,
    shown_text_fields,
)


class DepartmentForm(TextsForm):
    """A department, with its name in every language."""

    texts = {"names": forms.TextInput}
    text_max_length = 100

    class Meta:
        model = Department
        exclude = ("names",)


@admin.register(Department)
class DepartmentAdmin(TextsAdminMixin, admin.ModelAdmin):
    """What agents answer for, each with its hours as they will be."""

    form = DepartmentForm
    list_display = ["name", "schedule", "is_public", "order"]
    list_editable = ["order"]
    search_fields = ["name"]
    readonly_fields = ["preview"]

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        fields = ["name", *shown_text_fields("names"), "is_public", "order", "schedule", "preview"]
        return [(None, {"fields": fields}), *folded_text_fields("names")]

    @admin.display(description=_("the coming two weeks"))
    def preview(self, department: Department) -> str:
        """Return a table of the days to come."""
        if department.schedule is None:
            return str(_("Without opening hours it is open as long as somebody is there."))
        return show_coming(department.schedule)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Words by which agents sort conversations."""

    search_fields = ["name"]
