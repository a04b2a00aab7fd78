"""Who the shopper is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.numbers import in_readers_digits


class Visitor(models.Model):
    """A shopper: an account, or a browser known by its cookie. Made with the first message, not earlier.

    A visitor with a user is reached by logging in as that user alone; the cookie then opens nothing.
    """

    # SHA-256 of the cookie's key: whoever reads the table can't take over a browser.
    key_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="support_visitor",
        verbose_name=_("account"),
    )
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)
    # Since when agents want nothing more from them.
    blocked_at = models.DateTimeField(_("blocked"), null=True, blank=True, editable=False)

    objects = PrimaryManager["Visitor"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")

    def __str__(self) -> str:
        return (
            str(self.user)
            if self.user_id
            else str(_("Guest %(number)s") % {"number": in_readers_digits(self.pk)})
        )
