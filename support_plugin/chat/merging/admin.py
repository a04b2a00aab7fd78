"""What was merged, in Django admin: to look at, and to undo as in the desk."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin.adapters import get_adapter
from support_plugin.chat.merging.flows import undo_merge
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.merging.queries import may_merge
from support_plugin.chat.rules import agents_only
from support_plugin.errors import Refused
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.web.read_only import ReadOnly


@admin.register(Merge)
class MergeAdmin(ReadOnly, admin.ModelAdmin):
    """A merge is the only way back: nobody deletes one here."""

    list_display = ("kind", "kept", "merged", "by", "made_at", "undone_by", "undone_at")
    list_filter = ("kind", ("made_at", ReadersDateFilter))
    list_select_related = ("kept__user", "merged__user", "by", "undone_by")
    fields = list_display
    actions = ("undo",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Merges go with their shopper."""
        return False

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """As in the desk: agents who may merge."""
        return bool(get_adapter().is_agent(request.user) and may_merge(request.user))

    @admin.action(description=_("Undo the chosen merges"), permissions=["undo"])
    def undo(self, request: HttpRequest, chosen: Any) -> None:
        """Give back what was merged, the latest first; say of each that can't be undone why."""
        done = 0
        for row in chosen.select_related("kept").order_by("-pk"):
            try:
                if row.kept.user_id == request.user.pk:
                    # Nobody does in conversations of their own.
                    raise agents_only()
                undo_merge(row, request.user)
                done += 1
            except Refused as refused:
                self.message_user(request, f"{row}: {refused.detail}", messages.ERROR)
        if done:
            self.message_user(request, _("Undone: %(number)s") % {"number": in_readers_digits(done)})
