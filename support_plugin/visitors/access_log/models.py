"""Looks at personal data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.numbers import in_readers_digits

# Of the account that looked, as text.
NAME_LENGTH = 150


class Look(models.Model):
    """A member of staff was shown somebody's personal data. Rows are added and grow old, never changed.

    One for each agent, subject, place and window of time, however often a page renews itself. About one of
    ``visitor``, ``account`` and ``abandonment``, with which the row goes; of a list about none of them.
    """

    class Screen(models.TextChoices):
        """Where it was shown."""

        CONVERSATION = "conversation", _("Beside a conversation")
        CART = "cart", _("Page of an abandoned cart")
        SEARCH = "search", _("Search of the desk")
        CARTS = "carts", _("List of abandoned carts")
        EXPORT = "export", _("Export of abandoned carts")

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    # Stays when the agent's account is deleted: the log must still show who it was.
    agent_name = models.CharField(_("name of the agent’s account"), max_length=NAME_LENGTH)
    place = models.CharField(_("where"), max_length=12, choices=Screen)
    visitor = models.ForeignKey(
        "support_plugin.Visitor",
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("shopper"),
        db_index=False,
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("account"),
        db_index=False,
    )
    abandonment = models.ForeignKey(
        "support_plugin.Abandonment",
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("abandoned cart"),
        db_index=False,
    )
    at = models.DateTimeField(_("when"))
    # Number of the window of time since 1970, within which a repeat is not stored.
    window = models.PositiveIntegerField(editable=False)

    objects = PrimaryManager["Look"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        permissions = [("view_shopper_data", _("Can see shoppers' personal data beside conversations"))]
        constraints = [
            # Each also finds the rows about its subject, when that is deleted.
            models.UniqueConstraint(
                fields=["visitor", "agent", "place", "window"],
                condition=Q(visitor__isnull=False),
                name="support_look_visitor",
            ),
            models.UniqueConstraint(
                fields=["account", "agent", "place", "window"],
                condition=Q(account__isnull=False),
                name="support_look_account",
            ),
            models.UniqueConstraint(
                fields=["abandonment", "agent", "place", "window"],
                condition=Q(abandonment__isnull=False),
                name="support_look_cart",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="support_look_at")]

    def __str__(self) -> str:
        return str(_("Look %(number)s") % {"number": in_readers_digits(self.pk)})
