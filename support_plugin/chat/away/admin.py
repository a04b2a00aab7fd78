"""E-mails about conversations in Django admin: what became of each, to look at only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.away.models import ConversationMail
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.web.read_only import ReadOnly


@admin.register(ConversationMail)
class ConversationMailAdmin(ReadOnly, admin.ModelAdmin):
    """No address is shown, and nothing of what was said."""

    list_display = ("kind", "state", "conversation_id", "user", "made_at", "attempts", "error")
    list_filter = ("kind", "state", ("made_at", ReadersDateFilter))
    list_select_related = ("user",)
    ordering = ("-made_at",)
    fields = ("kind", "user", "state", "made_at", "due_at", "attempts", "error")
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may change the settings may say that something is sent again."""
        return request.user.has_perm("support_plugin.change_conversationmail")

    @admin.action(description=_("Send again what perhaps was not sent"), permissions=["send"])
    def send_again(self, request: HttpRequest, chosen: Any) -> None:
        """Make those wait whose fate nobody knows, or that have failed."""
        State = ConversationMail.State
        rows = chosen.filter(state__in=[State.UNKNOWN, State.FAILED])
        now = clock.now()
        number = rows.update(state=State.WAITING, claim=None, attempts=0, made_at=now, due_at=now)
        self.message_user(request, _("Sent again: %(number)s") % {"number": in_readers_digits(number)})
