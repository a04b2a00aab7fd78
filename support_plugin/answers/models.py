"""Articles of the help centre: categories, texts per language and their versions, the shop's synonyms."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.answers.synonyms import find_loop
from support_plugin.database.primary import PrimaryManager
from support_plugin.preferences.texts import in_active_language
from support_plugin.text.lines import filled_lines

QUESTION_LENGTH, ANSWER_LENGTH, KEY_LENGTH = 300, 20_000, 100
DRAFT_SOURCE_LENGTH = 80


class Category(models.Model):
    """What articles are about, such as delivery."""

    key = models.SlugField(_("key"), max_length=KEY_LENGTH, unique=True, help_text=_("Used in addresses."))
    # {language code: text}
    names = models.JSONField(_("name"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    department = models.ForeignKey(
        "support_plugin.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("To whom the assistant hands over questions about this."),
    )

    objects = PrimaryManager["Category"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("help category")
        verbose_name_plural = _("help categories")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return in_active_language(self.names) or self.key


class Article(models.Model):
    """One question with its answer, in as many languages as it has texts."""

    key = models.SlugField(_("key"), max_length=KEY_LENGTH, unique=True, help_text=_("Used in addresses."))
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("category"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    published_from = models.DateTimeField(
        _("published from"), null=True, blank=True, help_text=_("Empty for a draft, which nobody finds.")
    )
    published_until = models.DateTimeField(
        _("published until"), null=True, blank=True, help_text=_("Empty for no end.")
    )
    # What it was drafted from, such as an agent's answer; empty for what was written here. See drafts.py.
    drafted_from = models.CharField(max_length=DRAFT_SOURCE_LENGTH, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    objects = PrimaryManager["Article"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("help article")
        verbose_name_plural = _("help articles")
        ordering = ["category__position", "position", "key"]
        constraints = [
            # A button that is pressed twice makes one draft.
            models.UniqueConstraint(
                fields=["drafted_from"], condition=~Q(drafted_from=""), name="support_article_drafted_once"
            )
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Refuse an end that is not after the beginning."""
        start, end = self.published_from, self.published_until
        if start is not None and end is not None and end <= start:
            raise ValidationError({"published_until": _("The end must be after the beginning.")})


class ArticleText(models.Model):
    """An article in one language. Each change of what it says is stored as a version when it is saved."""

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="texts",
        verbose_name=_("article"),
        db_index=False,  # the unique constraint begins with it
    )
    language = models.CharField(_("language"), max_length=10)
    question = models.CharField(_("question"), max_length=QUESTION_LENGTH)
    answer = models.TextField(_("answer"), max_length=ANSWER_LENGTH)
    also = models.TextField(
        _("other wordings"),
        blank=True,
        help_text=_("One a line, as shoppers ask it. They are searched and not shown."),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    objects = PrimaryManager["ArticleText"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="support_article_language_once")
        ]

    def __str__(self) -> str:
        return self.question

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the text, and a version where it says something else than the last one."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            last = self.versions.order_by("-number").first()
            if last is None or not last.says(self):
                ArticleVersion.of(self, 1 if last is None else last.number + 1).save()

    @property
    def wordings(self) -> list[str]:
        """The other wordings, without empty lines."""
        return filled_lines(self.also)


class ArticleVersion(models.Model):
    """What a text said. Stays when the text goes, as answers that were given quote it."""

    text = models.ForeignKey(ArticleText, models.SET_NULL, null=True, related_name="versions")
    article_key = models.CharField(_("key"), max_length=KEY_LENGTH)
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField(_("version"))
    question = models.CharField(_("question"), max_length=QUESTION_LENGTH)
    answer = models.TextField(_("answer"))
    also = models.TextField(_("other wordings"), blank=True)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    # Of the extra ``semantic``: a vector for each wording, then the answer's; and the model that made them.
    vectors = models.BinaryField(null=True, editable=False)
    vectors_by = models.CharField(max_length=40, blank=True, editable=False)

    objects = PrimaryManager["ArticleVersion"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "number"],
                condition=Q(text__isnull=False),
                name="support_article_version_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_key} {self.language} {self.number}"

    @classmethod
    def of(cls, text: ArticleText, number: int) -> "ArticleVersion":
        """Return an unsaved version with what a text says."""
        return cls(
            text=text,
            article_key=text.article.key,
            language=text.language,
            number=number,
            question=text.question,
            answer=text.answer,
            also=text.also,
        )

    def says(self, text: ArticleText) -> bool:
        """Return whether a text still says what this version says."""
        return (self.question, self.answer, self.also) == (text.question, text.answer, text.also)


class SynonymGroup(models.Model):
    """Words of this shop that mean the same, for the search."""

    term = models.CharField(_("word"), max_length=100, help_text=_("The word that your articles use."))
    alternatives = models.TextField(
        _("understood as it"), help_text=_("One word or phrase a line, as shoppers write it.")
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    objects = PrimaryManager["SynonymGroup"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["term", "pk"]

    def __str__(self) -> str:
        return self.term

    @property
    def words(self) -> list[str]:
        """The alternatives, without empty lines."""
        return filled_lines(self.alternatives)

    def clean(self) -> None:
        """Refuse a group that makes a word lead back to itself."""
        others = SynonymGroup.objects.exclude(pk=self.pk)
        groups = [(group.term, group.words) for group in others]
        if loop := find_loop([(self.term, self.words), *groups]):
            text = _("These synonyms lead back to where they began: %(loop)s. Take one of them out.")
            raise ValidationError({"alternatives": text % {"loop": " ← ".join(loop)}})
