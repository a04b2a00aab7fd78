"""E-mails that a conversation causes, each stored once and sent at most once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.database.primary import PrimaryManager


class ConversationMail(models.Model):
    """One e-mail, to the shopper or to a colleague. Goes with the conversation."""

    class Kind(models.TextChoices):
        """What it is about."""

        ANSWER = "answer", _("Answer to a shopper who is away")
        RATING = "rating", _("Question how it was")
        LOW_RATING = "low_rating", _("Low rating, to those who watch over agents")
        UNANSWERED = "unanswered", _("Nobody answers, to colleagues")

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        # Never sent again by itself.
        UNKNOWN = "unknown", _("Perhaps sent")
        # The shopper was back before, somebody answered, or the address takes no mail.
        DROPPED = "dropped", _("Not needed any more")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="mails", verbose_name=_("conversation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The colleague to whom it goes; empty: the shopper.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("colleague"),
    )
    # What it is the one e-mail for.
    key = models.CharField(max_length=120, unique=True, editable=False)
    # Of answers: the number of the last message that the shopper had seen or written.
    after_seq = models.PositiveIntegerField(default=0, editable=False)
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    # When it is due; of a claim, until when that holds.
    due_at = models.DateTimeField(_("due"))
    claim = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    error = models.CharField(_("last error"), max_length=600, blank=True)
    # Of the code by which another browser proves the mailbox; see proof.py.
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_until = models.DateTimeField(null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PrimaryManager["ConversationMail"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("e-mail about a conversation")
        verbose_name_plural = _("e-mails about conversations")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="support_chat_mail_due",
                condition=Q(state__in=["waiting", "claimed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_state_display()}"
