"""Filters that agents keep for themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager


class SavedFilter(models.Model):
    """A list with filters, under a name of the agent's own. Never holds words that were searched for."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("agent"),
        # The constraint's index begins with it.
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=40)
    # As queue.lists.Filters.as_params gives it.
    filters = models.JSONField(default=dict)

    objects = PrimaryManager["SavedFilter"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="support_filter_once")]

    def __str__(self) -> str:
        return self.name
