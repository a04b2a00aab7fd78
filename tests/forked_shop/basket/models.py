"""The cart, with a gift note on each line."""

from django.db import models
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    """Remembers the branch where the shopper wants to be served."""

    branch = models.CharField(max_length=40, blank=True)


class Line(AbstractLine):
    """Can be a present."""

    gift_note = models.CharField(max_length=200, blank=True)


from oscar.apps.basket.models import *  # noqa: E402, F403
