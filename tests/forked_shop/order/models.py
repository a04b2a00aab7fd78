"""The order, with the branch that serves it."""

from django.db import models
from oscar.apps.order.abstract_models import AbstractOrder


class Order(AbstractOrder):
    """Keeps the cart's branch."""

    branch = models.CharField(max_length=40, blank=True)


from oscar.apps.order.models import *  # noqa: E402, F403
