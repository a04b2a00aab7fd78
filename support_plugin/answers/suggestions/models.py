"""Which questions the admin wants in the panel, and where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.models import Article
from support_plugin.cache import ANSWERS, watch
from support_plugin.database.primary import PrimaryManager


class ShopPage(models.TextChoices):
    """Where a shopper is when the chat is opened."""

    PRODUCT = "product", _("Product page")
    BASKET = "basket", _("Basket page")
    SIGN_IN = "sign_in", _("Sign-in or guest")
    DELIVERY = "delivery", _("Delivery address and shipping method")
    PAYMENT = "payment", _("Payment and last look")
    ORDERED = "ordered", _("Thank-you page")
    ACCOUNT = "account", _("Account pages")
    OTHER = "other", _("All other pages")


class SuggestedArticle(models.Model):
    """An article that is offered in the chat of a place before the first message.

    Where a place has one, its articles are all that is offered there.
    """

    place = models.CharField(_("page"), max_length=8, choices=ShopPage)
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="suggested_at",
        verbose_name=_("article"),
        db_index=False,  # the unique constraint begins with it
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PrimaryManager["SuggestedArticle"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("question offered in the chat")
        verbose_name_plural = _("questions offered in the chat")
        ordering = ["place", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "place"], name="support_article_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()}: {self.article}"


watch(ANSWERS, SuggestedArticle)
