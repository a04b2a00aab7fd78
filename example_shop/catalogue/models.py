"""Oscar's catalogue, and the weight that postage depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractProduct


class Product(AbstractProduct):
    """A product; a variant has its own weight."""

    # A plain column and no Oscar attribute: a cart is weighed without a query for each line.
    weight_grams = models.PositiveIntegerField(_("Weight in grams"), default=0)


from oscar.apps.catalogue.models import *  # noqa: E402, F403
