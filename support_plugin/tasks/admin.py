"""Tasks in Django admin: to read."""

from django.contrib import admin

from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.tasks.models import Task
from support_plugin.web.read_only import ReadOnly


@admin.register(Task)
class TaskAdmin(ReadOnly, admin.ModelAdmin):
    """Agents work in their own list (desk); here is what happened."""

    list_display = ["__str__", "kind", "due_at", "taken_by", "end", "ended_at", "rule"]
    list_filter = ["kind", "end", ("due_at", ReadersDateFilter)]
    list_select_related = ["taken_by"]
    ordering = ["-pk"]
