"""Carts sent on request in Django admin: what became of each, to look at only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from support_plugin.carts.send_me.models import CartMessage


@admin.register(CartMessage)
class CartMessageAdmin(admin.ModelAdmin):
    """To whom is told by a part of the hash alone."""

    list_display = ("__str__", "state", "asked_at", "attempts", "error")
    list_filter = ("state", "channel")
    date_hierarchy = "asked_at"
    ordering = ("-asked_at",)
    fields = ("channel", "language", "state", "asked_at", "due_at", "attempts", "error")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody asks for somebody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was asked for stays as it was."""
        return False
