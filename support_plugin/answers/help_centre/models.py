"""What readers say of articles, and which article each part of the shop links to."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.models import Article, ArticleVersion, Category
from support_plugin.cache import ANSWERS, watch
from support_plugin.database.primary import PrimaryManager

COMMENT_LENGTH = 1000


class ArticleFeedback(models.Model):
    """Whether what an article said helped somebody. Nothing here leads to a person."""

    # Made with the form, so that a form that is sent twice counts once.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        ArticleVersion, models.CASCADE, related_name="feedback", verbose_name=_("version")
    )
    is_helpful = models.BooleanField(_("helped"))
    comment = models.TextField(_("comment"), max_length=COMMENT_LENGTH, blank=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = PrimaryManager["ArticleFeedback"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("answer to “did this help?”")
        verbose_name_plural = _("answers to “did this help?”")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version} {'+' if self.is_helpful else '-'}"


class HelpLink(models.Model):
    """Where the help centre is linked from one part of the shop."""

    class Position(models.TextChoices):
        """The parts of the shop that can link to it."""

        FOOTER = "footer", _("Footer of every page")
        DELIVERY = "delivery", _("Beside the shipping cost: delivery")
        RETURNS = "returns", _("Beside the shipping cost: returns")
        THANK_YOU = "thank_you", _("After the purchase")
        TRUST = "trust", _("Below the trust badges")
        PAYMENTS = "payments", _("Below the badges of ways to pay")
        CONTACT = "contact", _("Contact page")
        MAILS = "mails", _("Foot of e-mails")

    place = models.CharField(_("place"), max_length=10, choices=Position, unique=True)
    is_shown = models.BooleanField(_("shown"), default=True)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("article")
    )
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("or category"),
        help_text=_(
            "With neither, the link leads to the help centre. Beside the shipping cost and below badges "
            "there is none then."
        ),
    )

    objects = PrimaryManager["HelpLink"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("link to the help centre")
        verbose_name_plural = _("links to the help centre")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_place_display())

    def clean(self) -> None:
        """Refuse a link with two targets."""
        if self.article_id is not None and self.category_id is not None:
            raise ValidationError({"category": _("Choose an article or a category, not both.")})


watch(ANSWERS, HelpLink, Category)
