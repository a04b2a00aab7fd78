"""Storing whether an article helped."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.help_centre.models import COMMENT_LENGTH, ArticleFeedback
from support_plugin.answers.models import ArticleVersion
from support_plugin.errors import Refused
from support_plugin.text.cleaning import is_blank, storable, with_plain_breaks


@transaction.atomic
def give_feedback(
    key: UUID, article_key: str, version: int, *, is_helpful: bool, comment: str = ""
) -> ArticleFeedback:
    """Store whether what a version of an article says helped. Sent again with its key, the last one counts.

    A comment that is left out later stays. Raises Refused("invalid") for a version that is not this
    article's, and for a key of another article.
    """
    if not ArticleVersion.objects.filter(pk=version, article_key=article_key).exists():
        raise Refused("invalid", _("Please try again."))
    said = clean_comment(comment)
    given, is_new = ArticleFeedback.objects.select_for_update().get_or_create(
        key=key, defaults={"version_id": version, "is_helpful": is_helpful, "comment": said}
    )
    if is_new:
        return given
    if given.version.article_key != article_key:
        raise Refused("invalid", _("Please try again."))
    given.is_helpful = is_helpful
    # A reader who was helped after all has withdrawn the comment on what was missing.
    given.comment = "" if is_helpful else said or given.comment
    given.save(update_fields=["is_helpful", "comment"])
    return given


def clean_comment(comment: str) -> str:
    """Return a comment fit to be stored, cut where it is too long; "" where nothing of it can be seen."""
    said = with_plain_breaks(storable(comment[: COMMENT_LENGTH * 2])).strip()
    return "" if is_blank(said) else said[:COMMENT_LENGTH]
