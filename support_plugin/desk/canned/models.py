"""Canned replies, and the messages that were made from them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.search.models import FoldedText
from support_plugin.text.folding import squeeze

# Characters. A folded shortcut may be longer than it was typed.
SHORTCUT_LENGTH, KEY_LENGTH = 40, 200


class CannedReply(FoldedText):
    """Words that agents need often, in the shop's languages. Found by shortcut, title and texts."""

    shortcut = models.CharField(
        _("shortcut"),
        max_length=SHORTCUT_LENGTH,
        help_text=_("One word that agents type after “/”, such as: returns."),
    )
    # The shortcut as it is compared: of two that read alike there can be one.
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=80, help_text=_("For agents; shoppers don't see it."))
    # {language code: text}; what may stand in braces: rules.VARIABLES.
    texts = models.JSONField(_("text"), default=dict)
    department = models.ForeignKey(
        "support_plugin.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("Only its agents are offered the reply. Without one, all are."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    use_count = models.PositiveIntegerField(_("times sent"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("last sent"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = PrimaryManager["CannedReply"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["shortcut"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store with it what it is found by."""
        self.key = squeeze(self.shortcut)
        # Lines, so that no word is found across two parts.
        self.text = "\n".join(map(squeeze, (self.shortcut, self.title, *self.texts.values())))
        super().save(*args, **kwargs)


class CannedUse(models.Model):
    """A message that was made from a canned reply: counted once. Goes with the message; the count stays."""

    message = models.ForeignKey(
        "support_plugin.Message", models.CASCADE, related_name="+", verbose_name=_("message"), db_index=False
    )
    reply = models.ForeignKey(
        CannedReply, models.CASCADE, related_name="uses", verbose_name=_("canned reply")
    )

    objects = PrimaryManager["CannedUse"]()

    class Meta:
        app_label = "support_plugin"
        constraints = [models.UniqueConstraint(fields=["message", "reply"], name="support_canned_use_once")]

    def __str__(self) -> str:
        return f"{self.reply_id}: {self.message_id}"
