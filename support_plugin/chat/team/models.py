"""Who answers: departments, and what is known of each agent."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.preferences.texts import in_active_language

# Conversations that wait for one agent at once, in a new installation; at most.
CAPACITY, MOST_CAPACITY = 4, 50


def default_languages() -> list[str]:
    """Return the languages of a new agent: all."""
    return []


class Department(models.Model):
    """Agents who answer for one subject, such as orders or returns."""

    name = models.CharField(
        _("name"), max_length=100, unique=True, help_text=_("As colleagues see it, and shoppers by default.")
    )
    # {language code: text}, as shoppers see it.
    names = models.JSONField(_("name shown"), default=dict, blank=True)
    is_public = models.BooleanField(
        _("shown to shoppers"),
        default=True,
        help_text=_("On the contact page. The chat is open as long as one of these departments is."),
    )
    order = models.PositiveSmallIntegerField(
        _("order in lists"), default=0, help_text=_("The smallest number comes first.")
    )
    # Without any it is open as long as somebody is there.
    schedule = models.ForeignKey(
        "support_plugin.Schedule",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opening hours"),
    )

    objects = PrimaryManager["Department"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name as shoppers see it, in the active language."""
        return in_active_language(self.names) or self.name


class Agent(models.Model):
    """How somebody who answers works. Made when they first open the desk."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="support_agent",
        verbose_name=_("account"),
    )
    capacity = models.PositiveSmallIntegerField(
        _("conversations at once"),
        default=CAPACITY,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_CAPACITY)],
        help_text=_(
            "As many that wait for an answer are assigned at most. 0: they take conversations themselves."
        ),
    )
    # Codes of settings.LANGUAGES.
    languages = models.JSONField(_("languages"), default=default_languages, blank=True)
    departments = models.ManyToManyField(
        Department,
        blank=True,
        related_name="agents",
        verbose_name=_("departments"),
        help_text=_("With none they answer for all of them."),
    )
    # They are there until then, without the desk being open in a browser.
    on_duty_until = models.DateTimeField(_("on duty until"), null=True, blank=True)
    # Of several with as much to do, whoever got the last one the longest ago comes first.
    last_assigned_at = models.DateTimeField(null=True, editable=False)
    # When a notification went to their browsers: there is a pause between two.
    last_notified_at = models.DateTimeField(null=True, editable=False)

    objects = PrimaryManager["Agent"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

    def __str__(self) -> str:
        return str(self.user)


class Tag(models.Model):
    """A word by which agents sort conversations."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    objects = PrimaryManager["Tag"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
