"""The arm of each person in the comparison of a capability, and when that first made a difference."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager

# No more than half of the people are held out.
MOST_PERCENT = 50


class Capability(models.TextChoices):
    """What a share of people can go without, for comparison."""

    REMINDERS = "reminders", _("Reminders")
    PROMPTS = "prompts", _("Proactive help")
    LAUNCHER = "launcher", _("The chat’s button")


class HoldoutArm(models.Model):
    """Whether a person is held out of a capability: drawn once, with the chance that it had."""

    capability = models.CharField(max_length=9, choices=Capability)
    # "user:1", or "contact:" or "visitor:" and a hash.
    person = models.CharField(max_length=80)
    is_held_out = models.BooleanField()
    percent = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST_PERCENT)])
    drawn_at = models.DateTimeField(db_index=True)

    objects = PrimaryManager["HoldoutArm"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("arm of the comparison")
        verbose_name_plural = _("arms of the comparison")
        constraints = [
            models.UniqueConstraint(fields=["person", "capability"], name="support_arm_once"),
        ]

    def __str__(self) -> str:
        return f"{self.capability} · {self.person}"


class Exposure(models.Model):
    """The first time that a capability was shown to a person, or would have been; once for each of both.

    Of reminders, the reminder's own row says it.
    """

    capability = models.CharField(max_length=9, choices=Capability)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    # A guest's, as Visitor.key_hash.
    visitor_hash = models.CharField(max_length=64, blank=True)
    is_held_out = models.BooleanField()
    percent = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST_PERCENT)])
    at = models.DateTimeField(db_index=True)

    objects = PrimaryManager["Exposure"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("person in a comparison")
        verbose_name_plural = _("people in comparisons")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "capability"],
                name="support_exposed_user",
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["visitor_hash", "capability"],
                name="support_exposed_guest",
                condition=~Q(visitor_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capability} · {self.pk}"
