"""What was merged, by whom and when, with all that is needed to undo it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.database.primary import PrimaryManager


class Merge(models.Model):
    """Two conversations of one shopper, or two shoppers, that agents took for one."""

    class Kind(models.TextChoices):
        """Of what."""

        CONVERSATIONS = "conversations", _("conversations")
        SHOPPERS = "shoppers", _("shoppers")

    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    # Whose everything is afterwards; of two conversations, their shopper.
    kept = models.ForeignKey(
        "support_plugin.Visitor", models.CASCADE, related_name="merges", verbose_name=_("shopper")
    )
    # The guest whose conversations went to them. Empty once that guest is gone.
    merged = models.ForeignKey(
        "support_plugin.Visitor",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merges_away",
        verbose_name=_("merged shopper"),
    )
    # Primary keys and numbers: what was moved, linked and closed; see flows.py.
    moved = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("merged by")
    )
    made_at = models.DateTimeField(_("merged"), default=clock.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = PrimaryManager["Merge"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-pk"]
        permissions = [("merge_shoppers", _("Can merge shoppers and their conversations"))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.kept}"
