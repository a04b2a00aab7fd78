"""What an agent shall do."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager

TEXT_LENGTH = 1000


class Task(models.Model):
    """Something that an agent shall do about a cart that was left, or about a conversation.

    It is free, taken by somebody, or ended. It goes with what it is about.
    """

    class Kind(models.TextChoices):
        """What to do."""

        WRITE = "write", _("Write")
        CALL = "call", _("Call")
        OTHER = "other", _("Something else")

    class End(models.TextChoices):
        """How it ended: an agent did it, or the cart needs it no more."""

        DONE = "done", _("Done")
        RECOVERED = "recovered", _("The cart was bought after all")
        EXPIRED = "expired", _("The cart was given up")

    # Made by whoever makes the task: the same again is the same task.
    key = models.CharField(max_length=100, unique=True, editable=False)
    kind = models.CharField(_("what to do"), max_length=5, choices=Kind)
    text = models.TextField(_("note"), max_length=TEXT_LENGTH, blank=True)
    abandonment = models.ForeignKey(
        "support_plugin.Abandonment",
        models.CASCADE,
        null=True,
        related_name="tasks",
        verbose_name=_("abandoned cart"),
    )
    conversation = models.ForeignKey(
        "support_plugin.Conversation",
        models.CASCADE,
        null=True,
        related_name="tasks",
        verbose_name=_("conversation"),
    )
    # A person, or the name of the rule.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    rule = models.CharField(_("rule"), max_length=80, blank=True)
    made_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("due"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=9, choices=End, blank=True)
    # Empty where nobody did it.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    outcome = models.TextField(_("outcome"), max_length=TEXT_LENGTH, blank=True)

    objects = PrimaryManager["Task"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(abandonment=None, conversation__isnull=False)
                | Q(abandonment__isnull=False, conversation=None),
                name="support_task_about_one",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="support_task_due", condition=Q(ended_at=None)),
            models.Index(
                fields=["-ended_at", "-id"], name="support_task_ended", condition=Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(_("Task %(number)s") % {"number": self.pk})
