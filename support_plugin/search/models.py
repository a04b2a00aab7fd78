"""Folded copies of what can be searched for. What was typed stays where it is, as it was typed."""

from django.db import models

from support_plugin.database.primary import PrimaryManager
from support_plugin.search.fields import FoldedField


class FoldedText(models.Model):
    """A text as it is searched, made by ``folding.squeeze``; parts of it that belong apart stand in lines."""

    text = FoldedField()

    class Meta:
        abstract = True


class ShopText(FoldedText):
    """What one of the shop's customers, orders or products can be found by."""

    class Kind(models.TextChoices):
        """Whose text it is."""

        CUSTOMER = "customer"
        ORDER = "order"
        PRODUCT = "product"

    kind = models.CharField(max_length=8, choices=Kind)
    # The shop's primary key, whatever its type. No foreign key: the shop's tables are not ours.
    object_id = models.CharField(max_length=64)

    objects = PrimaryManager["ShopText"]()

    class Meta:
        app_label = "support_plugin"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="support_shop_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ShopCursor(models.Model):
    """How far the shop's rows of one kind have been looked through for such as have no text yet."""

    kind = models.CharField(max_length=8, choices=ShopText.Kind, primary_key=True)
    last_id = models.CharField(max_length=64)

    objects = PrimaryManager["ShopCursor"]()

    class Meta:
        app_label = "support_plugin"

    def __str__(self) -> str:
        return f"{self.kind}: {self.last_id}"
