"""An article is drafted of a group of questions."""

from django.utils.translation import gettext_lazy as _

from support_plugin.answers.drafts import DraftText, make_draft
from support_plugin.answers.models import Article
from support_plugin.answers.unanswered.queries import find_group, source_of, wordings_of
from support_plugin.errors import Code, Refused


def draft_of_group(key: int) -> tuple[Article, bool]:
    """Draft an article with a group's wordings, and without an answer; return it, and whether it is new.

    Idempotent, also while more ask the same. Raises Refused: "not_found" for a group that is gone, or whose
    words are not shown.
    """
    group = find_group(key)
    words = wordings_of(group) if group is not None else ()
    if group is None or not words:
        raise Refused(Code.NOT_FOUND, _("These questions are not there any more."))
    known = (
        Article.objects.filter(drafted_from__in=[source_of(one) for one in group.keys]).order_by("pk").first()
    )
    if known is not None:
        return known, False
    # By its newest turn, which stays among those that are looked at for longest.
    text = DraftText(group.questions[0].language, words[0], "", words[1:])
    return make_draft(source_of(max(group.keys)), text)
