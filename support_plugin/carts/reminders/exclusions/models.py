"""What the admin has excluded from reminders: one row."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from solo.models import SingletonModel

from support_plugin.database.primary import PrimaryManager


class Exclusions(SingletonModel):
    """People and carts that get no reminder, of any plan and by any way.

    Read it through ``exclusions.queries.get_exclusions``, which caches it.
    """

    class Holding(models.TextChoices):
        """How much of an excluded product makes an excluded cart."""

        ANY = "any", _("any of them")
        ONLY = "only", _("nothing but them")

    staff = models.BooleanField(
        _("staff accounts"),
        default=True,
        help_text=_("Accounts that may log in to the admin or the dashboard."),
    )
    # Primary keys of groups.
    groups = models.JSONField(_("customers in these groups"), default=list, blank=True)
    addresses = models.TextField(
        _("e-mail addresses"),
        blank=True,
        help_text=_(
            "One a line: name@example.com, or example.com for all of its addresses. * stands for anything."
        ),
    )
    # Primary keys as text; of categories, those below them are meant, too.
    categories = models.JSONField(_("products in these categories"), default=list, blank=True)
    products = models.JSONField(_("products"), default=list, blank=True)
    holding = models.CharField(_("carts that hold"), max_length=4, choices=Holding, default=Holding.ANY)

    objects = PrimaryManager["Exclusions"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("exclusions from reminders")
        verbose_name_plural = _("exclusions from reminders")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
