"""The help centre and the assistant (docs/answers.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssistantMode(models.TextChoices):
    """When the program answers first."""

    OFF = "off", _("never")
    NOBODY_THERE = "nobody_there", _("when nobody is there")
    FIRST = "first", _("always first")


class AnswerSettings(models.Model):
    """What the shop's articles are used for."""

    answers_enabled = models.BooleanField(_("help centre"), default=False)
    assistant_mode = models.CharField(
        _("the assistant answers in the chat"),
        max_length=12,
        choices=AssistantMode,
        default=AssistantMode.OFF,
        help_text=_(
            "A program that answers with the help centre’s own words, says that it is one, and hands over to "
            "people. Only while the help centre is switched on."
        ),
    )

    class Meta:
        abstract = True
