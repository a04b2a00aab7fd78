"""Marks of trust: seals, payment providers, promises."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.preferences.texts import in_active_language

# Pixels of a badge's picture on the page; pictures are stored at twice this size, for sharp screens.
BOX_WIDTH = 140
BOX_HEIGHT = 56


def picture_path(badge: "Badge", filename: str) -> str:
    """Return where a picture is stored: a random name, so that nobody's file name reaches the disk."""
    return f"support/badges/{secrets.token_hex(16)}.png"


class Placement(models.TextChoices):
    """Where badges can stand."""

    PAYMENT = "payment", _("Beside the payment")
    BASKET = "basket", _("Basket")
    FOOTER = "footer", _("Foot of every page")


def default_placements() -> list[str]:
    """Return the placements of a new badge."""
    return [Placement.PAYMENT]


class Badge(models.Model):
    """A true claim about the shop, with its picture and, where there is one, the page that proves it."""

    class Kind(models.TextChoices):
        """What a badge vouches for."""

        SECURITY = "security", _("Security")
        PAYMENT = "payment", _("Payment")
        DELIVERY = "delivery", _("Delivery")
        RETURNS = "returns", _("Returns")
        COMPANY = "company", _("Company identity")
        OWN = "own", _("The shop's own promise")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    provider = models.CharField(
        _("provider"), max_length=100, help_text=_("Who gave the seal, or the shop's name.")
    )
    # {language code: text}
    texts = models.JSONField(_("text"), default=dict, blank=True)
    image = models.ImageField(
        _("picture"),
        upload_to=picture_path,
        width_field="image_width",
        height_field="image_height",
        blank=True,
    )
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    verification_url = models.URLField(
        _("verification link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The provider's page that shows shoppers that the badge is true."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day."))
    placements = models.JSONField(_("placements"), default=default_placements, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Lower numbers come first.")
    )
    is_active = models.BooleanField(_("shown"), default=True)

    class Meta:
        app_label = "support_plugin"
        ordering = ["position", "pk"]
        verbose_name = _("trust badge")
        verbose_name_plural = _("trust badges")

    def __str__(self) -> str:
        return self.provider

    def clean(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The last day is before the first.")})

    @property
    def text(self) -> str:
        """The text in the active language; empty where none was written."""
        return in_active_language(self.texts)

    @property
    def display_size(self) -> dict[str, Any]:
        """The picture's ``width`` and ``height`` on the page in pixels: fitting the box, never enlarged."""
        width, height = self.image_width or BOX_WIDTH, self.image_height or BOX_HEIGHT
        scale = min(BOX_WIDTH / width, BOX_HEIGHT / height, 1)
        return {"width": max(round(width * scale), 1), "height": max(round(height * scale), 1)}
