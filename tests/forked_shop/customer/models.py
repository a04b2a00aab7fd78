"""The alerts, with the language they are to be sent in."""

from django.db import models
from oscar.apps.customer.abstract_models import AbstractProductAlert


class ProductAlert(AbstractProductAlert):
    """Knows the shopper's language."""

    language = models.CharField(max_length=12, blank=True)


from oscar.apps.customer.models import *  # noqa: E402, F403
