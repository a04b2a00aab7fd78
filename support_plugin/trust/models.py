"""Marks of trust: seals, payment providers, promises."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support_plugin.preferences.texts import in_active_language
from support_plugin.trust.images import picture_size
from support_plugin.trust.providers import PROVIDERS, Provider, provider_choices

# Pixels of a badge's picture on the page; pictures are stored at twice this size, for sharp screens.
BOX_WIDTH = 140
BOX_HEIGHT = 56
# Pixels of the box for a seal that comes from its provider's host.
SEAL_SIZE = 84


def picture_path(badge: "Badge", filename: str) -> str:
    """Return where a picture is stored: a random name, so that nobody's file name reaches the disk."""
    ending = "svg" if filename.endswith(".svg") else "png"
    return f"support/badges/{secrets.token_hex(16)}.{ending}"


class Placement(models.TextChoices):
    """Where badges can stand."""

    PAYMENT = "payment", _("Beside the payment")
    BASKET = "basket", _("Basket")
    PRODUCT = "product", _("Product page")
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

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind,
        help_text=_(
            "Payment methods and returns that stand beside the payment are shown in the basket, too."
        ),
    )
    # A key of PROVIDERS; empty for whoever is not in that table.
    preset = models.CharField(
        _("known provider"), max_length=40, choices=provider_choices, blank=True, default=""
    )
    provider = models.CharField(
        _("provider"),
        max_length=100,
        blank=True,
        help_text=_("Who gave the seal, or the shop's name. Empty: the name of the known provider."),
    )
    seal_id = models.CharField(
        _("number of the seal"),
        max_length=20,
        blank=True,
        help_text=_("The id in the code that the provider gave you."),
    )
    seal_code = models.CharField(
        _("code of the seal"),
        max_length=64,
        blank=True,
        help_text=_("eNamad: what follows Code=. Samandehi: what follows p= in the link."),
    )
    seal_picture_code = models.CharField(
        _("code of the seal's picture"),
        max_length=64,
        blank=True,
        help_text=_("Samandehi only: what follows p= in the picture's address."),
    )
    foreign_host_confirmed = models.BooleanField(
        _("load the picture from the provider"),
        default=False,
        help_text=_(
            "The provider then learns the IP address of every shopper who sees the badge, and that they are "
            "in your shop; say so in your privacy notice. Without this, and without a picture of your own, "
            "the badge is its name in words."
        ),
    )
    # {language code: text}
    texts = models.JSONField(_("text"), default=dict, blank=True)
    image = models.FileField(_("picture"), upload_to=picture_path, blank=True)
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    verification_url = models.URLField(
        _("verification link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_(
            "The provider's page that shows shoppers that the badge is true. Empty: made of number and code."
        ),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day."))
    placements = models.JSONField(_("placements"), default=default_placements, blank=True)
    # Language codes and ISO codes of countries; empty for all.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(
        pgettext_lazy("badge", "position"), default=0, help_text=_("Lower numbers come first.")
    )
    is_active = models.BooleanField(_("shown"), default=True)
    # What `support_check_badges` found; NULL for never.
    checked_at = models.DateTimeField(_("link checked"), null=True, editable=False)
    link_ok = models.BooleanField(_("link answers"), null=True, editable=False)
    link_problem = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        app_label = "support_plugin"
        ordering = ["position", "pk"]
        verbose_name = _("trust badge")
        verbose_name_plural = _("trust badges")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Measure a new picture."""
        if not self.image:
            self.image_width = self.image_height = None
        elif not self.image._committed:  # type: ignore[attr-defined]
            self.image_width, self.image_height = picture_size(str(self.image.name), self.image.file)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a period that ends before it begins, and what the provider's own seals cannot be."""
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The last day is before the first.")})
        if not self.provider and not self.known_provider:
            raise ValidationError({"provider": _("Who gave the seal?")})
        self._clean_seal()
        provider, url = self.known_provider, self.verification_url
        if provider and url and not provider.may_prove(url):
            message = _("This provider's own pages begin with https://%(host)s/.") % {"host": provider.host}
            raise ValidationError({"verification_url": message})

    def _clean_seal(self) -> None:
        given = self.seal_id or self.seal_code or self.seal_picture_code
        if given and not (self.known_provider and self.known_provider.page):
            raise ValidationError({"seal_id": _("No seals with numbers are known of this provider.")})
        if given and not self.built_url:
            raise ValidationError({"seal_id": _("Number or code is missing, or not as this provider's are.")})
        if self.foreign_host_confirmed and not self.image and not self.seal_url:
            message = _(
                "This provider's picture cannot be loaded: number or code is missing, or none is known."
            )
            raise ValidationError({"foreign_host_confirmed": message})

    @property
    def known_provider(self) -> Provider | None:
        """The line of the table that it names."""
        return PROVIDERS.get(self.preset)

    @property
    def name(self) -> str:
        """Whose seal it is, in the active language where the provider is a known one."""
        return self.provider or (str(self.known_provider.name) if self.known_provider else "")

    @property
    def text(self) -> str:
        """The text in the active language; empty where none was written."""
        return in_active_language(self.texts)

    @property
    def built_url(self) -> str:
        """The page that proves the seal, made of its number and code; empty where that can't be."""
        return self.known_provider.page_url(self.seal_id, self.seal_code) if self.known_provider else ""

    @property
    def proof_url(self) -> str:
        """The page that proves the badge; empty for none."""
        return self.verification_url or self.built_url

    @property
    def seal_url(self) -> str:
        """The picture at the provider's; empty where the admin has not confirmed it, or has a picture."""
        known = self.known_provider
        if known is None or not self.foreign_host_confirmed or self.image:
            return ""
        return known.picture_url(self.seal_id, self.seal_code, self.seal_picture_code)

    @property
    def display_size(self) -> dict[str, Any]:
        """The picture's ``width`` and ``height`` on the page in pixels: fitting the box, never enlarged."""
        if self.seal_url:
            return {"width": SEAL_SIZE, "height": SEAL_SIZE}
        width, height = self.image_width or BOX_WIDTH, self.image_height or BOX_HEIGHT
        scale = min(BOX_WIDTH / width, BOX_HEIGHT / height, 1)
        return {"width": max(round(width * scale), 1), "height": max(round(height * scale), 1)}
