"""What readers said of an article, for those who write it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from support_plugin.answers.help_centre.models import ArticleFeedback
from support_plugin.answers.models import ArticleVersion

# Versions of an article, and comments on one, that are shown: the latest.
MOST_VERSIONS, MOST_COMMENTS = 30, 10


@dataclass(frozen=True)
class VersionFeedback:
    """A version, how many said that it helped and that it did not, and the latest comments."""

    version: ArticleVersion
    helped: int
    missed: int
    comments: tuple[str, ...]


def read_feedback(article_key: str) -> list[VersionFeedback]:
    """Return the latest versions of an article's texts, the latest first, with what was said of each."""
    versions = ArticleVersion.objects.filter(article_key=article_key).defer("answer", "also", "vectors")
    counted = versions.annotate(
        helped=Count("feedback", filter=Q(feedback__is_helpful=True)),
        missed=Count("feedback", filter=Q(feedback__is_helpful=False)),
    ).order_by("-pk")[:MOST_VERSIONS]
    found = list(counted)
    comments: dict[int, list[str]] = {}
    rows = ArticleFeedback.objects.filter(version__in=[one.pk for one in found]).exclude(comment="")
    for version, comment in rows.order_by("-pk").values_list("version_id", "comment"):
        if len(comments.setdefault(version, [])) < MOST_COMMENTS:
            comments[version].append(comment)
    return [VersionFeedback(one, one.helped, one.missed, tuple(comments.get(one.pk, ()))) for one in found]
