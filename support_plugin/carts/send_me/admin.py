"""Carts sent on request in Django admin: what became of each, to look at only."""

from django.contrib import admin

from support_plugin.carts.send_me.models import CartMessage
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.languages import NamesLanguage
from support_plugin.web.read_only import ReadOnly


@admin.register(CartMessage)
class CartMessageAdmin(ReadOnly, NamesLanguage, admin.ModelAdmin):
    """The recipient is shown by a part of the hash alone."""

    list_display = ("__str__", "state", "asked_at", "attempts", "error")
    list_filter = ("state", "channel", ("asked_at", ReadersDateFilter))
    ordering = ("-asked_at",)
    fields = ("channel", "spoken", "state", "asked_at", "due_at", "attempts", "error")
    readonly_fields = ("spoken",)
