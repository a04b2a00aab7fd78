"""What the assistant did with each need of a shopper, for agents and for the shop's figures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.database.primary import PrimaryManager


class AssistantTurn(models.Model):
    """One need of a shopper, and what the assistant did about it; stored with what it said."""

    class Outcome(models.TextChoices):
        """What the assistant did."""

        ARTICLE = "article", _("answered with an article")
        SKILL = "skill", _("answered with facts of the shop")
        ASKED = "asked", _("asked which question is meant")
        # Greetings, thanks, whether it is a program.
        TALK = "talk", _("small talk")
        HANDOVER = "handover", _("handed over")

    class Reason(models.TextChoices):
        """Why it handed over."""

        WANTED = "wanted", _("the shopper asked for a person")
        UNKNOWN = "unknown", _("no article answers it")
        NOT_IT = "not_it", _("the answer was not what they looked for")
        FAILED = "failed", _("something failed")
        LATE = "late", _("it took too long")

    conversation = models.ForeignKey(
        "support_plugin.Conversation",
        models.CASCADE,
        related_name="assistant_turns",
        db_index=False,  # the unique constraint begins with it
    )
    # The last of the shopper's messages that it read, and the first of its own.
    question_seq = models.PositiveIntegerField()
    answer_seq = models.PositiveIntegerField(null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason, blank=True)
    # What it quoted: versions stay.
    version = models.ForeignKey(
        "support_plugin.ArticleVersion", models.SET_NULL, null=True, related_name="turns"
    )
    skill = models.CharField(_("skill"), max_length=60, blank=True)
    # Whether a language model put the answer together of the passages in ``explanation``.
    is_composed = models.BooleanField(default=False)
    # "language" in which it was read, "confidence", "hits" [[key, score, version], …], what was "offered"
    # to choose from: [[words, key], …].
    explanation = models.JSONField(default=dict)
    # What the shopper said of it: "that was it", or not. Empty: nothing.
    solved = models.BooleanField(_("solved"), null=True)
    # An agent's word that the answer is wrong.
    wrong_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("agent")
    )
    wrong_at = models.DateTimeField(_("said to be wrong"), null=True)
    wrong_note = models.TextField(_("what is wrong"), blank=True)
    created_at = models.DateTimeField(_("time"), default=clock.now, editable=False, db_index=True)

    objects = PrimaryManager["AssistantTurn"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("answer by the assistant")
        verbose_name_plural = _("answers by the assistant")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "question_seq"], name="support_assistant_turn_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["wrong_at"], condition=models.Q(wrong_at__isnull=False), name="support_wrong_answers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.question_seq}: {self.get_outcome_display()}"
