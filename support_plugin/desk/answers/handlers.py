"""Registers the section about the assistant; deletes drafts that hold a deleted conversation's words."""

from typing import Any

from django.dispatch import receiver

from support_plugin.answers.models import Article, ArticleVersion
from support_plugin.chat.models import Conversation
from support_plugin.chat.side_panel.registry import register
from support_plugin.desk.answers.flows import source_of
from support_plugin.desk.answers.sections import AssistantSection
from support_plugin.signals import conversation_erasing

register(AssistantSection())


@receiver(conversation_erasing, dispatch_uid="support_answer_drafts")
def delete_drafts(conversation: Conversation, **kwargs: Any) -> None:
    """Delete drafts that nobody has approved; what was published is the shop's own text."""
    source = source_of(conversation, 0).removesuffix("0")
    drafts = list(Article.objects.filter(drafted_from__startswith=source, published_from=None))
    # Versions stay when their article goes, and these hold the same words.
    ArticleVersion.objects.filter(text__article__in=drafts).delete()
    for draft in drafts:
        draft.delete()
