"""Which wishes to stop were reported already."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager


class StopNotice(models.Model):
    """A message by which somebody stopped, so that a repetition of it stops nobody who has agreed since."""

    # Keyed hash of the channel and the message's id.
    key = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(_("since"))

    objects = PrimaryManager["StopNotice"]()

    class Meta:
        app_label = "support_plugin"
        # No one sees or changes it.
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
