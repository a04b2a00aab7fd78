"""Notes beside a conversation, and who is mentioned in them. They are no messages and have no number."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager


class Note(models.Model):
    """What one agent wrote for the others; never changed once stored."""

    # Of what was sent again: whether it had been stored before. Not a column.
    is_repeat = False

    conversation = models.ForeignKey(
        "support_plugin.Conversation",
        models.CASCADE,
        related_name="notes",
        verbose_name=_("conversation"),
        db_index=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("agent")
    )
    # Made by the writer: a retry finds the note it already stored.
    client_id = models.UUIDField(editable=False)
    body = models.TextField(_("text"))
    # The conversation's last number when it was written: it is shown after that message.
    after_seq = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = PrimaryManager["Note"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="support_note_once"),
        ]

    def __str__(self) -> str:
        return self.body[:60]


class Mention(models.Model):
    """An agent whose name stands in a note."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("agent"),
        db_index=False,
    )
    read_at = models.DateTimeField(_("read"), null=True)

    objects = PrimaryManager["Mention"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["user", "note"], name="support_mention_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.note_id}"
