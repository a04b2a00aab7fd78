"""What counts as hesitation, and where."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.models import Step


class Kind(models.TextChoices):
    """What made the shopper seem to hesitate."""

    PAUSED = "paused", _("Long pause")
    WENT_BACK = "went_back", _("Went back and forth")
    CHANGED_METHOD = "changed_method", _("Changed the method again and again")
    LEAVING = "leaving", _("About to leave")
    FORM_REFUSED = "form_refused", _("Form refused twice")
    PAYMENT_FAILED = "payment_failed", _("Payment failed")
    IDLE = "idle", _("Page left open")
    READ_DETAILS = "read_details", _("Opened the shipping details again and again")
    COPIED = "copied", _("Copied from the product")


class Page(models.TextChoices):
    """On which page. But for the first, the names are those of ``carts.models.Step``."""

    PRODUCT = "product", _("Product page")
    BASKET = "basket", _("Basket page")
    GATEWAY = "gateway", _("Sign-in or guest")
    ADDRESS = "address", _("Delivery address")
    METHOD = "method", _("Shipping method")
    PAYMENT = "payment", _("Payment")
    PREVIEW = "preview", _("Last look")

    @property
    def step(self) -> Step | None:
        """The step of the checkout; None on a product's page."""
        return None if self is Page.PRODUCT else Step[self.name]


# Where shoppers see what shipping costs, or pay. On the others, reading is no hesitation.
PAUSE_PAGES = {Page.BASKET, Page.METHOD, Page.PAYMENT, Page.PREVIEW}


@dataclass(frozen=True)
class Occasion:
    """One hesitation: what happened, and where."""

    kind: Kind
    page: Page

    @property
    def step(self) -> Step | None:
        """The step of the checkout; None on a product's page."""
        return self.page.step


def read_occasion(kind: object, page: object) -> Occasion | None:
    """Return what a browser says has happened; None for names that are not ours."""
    if not isinstance(kind, str) or not isinstance(page, str):
        return None
    if kind not in Kind.values or page not in Page.values:
        return None
    return Occasion(Kind(kind), Page(page))
