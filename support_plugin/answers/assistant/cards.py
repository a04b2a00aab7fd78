"""The card that quotes a help article, as it was when it was quoted."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from support_plugin.answers.help_centre.links import article_url
from support_plugin.answers.models import ArticleVersion
from support_plugin.chat.cards.cleaning import read_object, wrong
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Link, Shown

NAME = "article"
# Characters of an answer that a card shows; the rest is on the article's page.
LONGEST_EXTRACT = 900


class ArticleCard(CardKind):
    """``{"article": key, "version": its primary key, "brief"?}``: the shop's own words, and where they stand.

    ``brief``: without the answer itself.
    """

    name = NAME

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take a version of an article that is there."""
        given = read_object(data, {"article", "version", "brief"})
        if not isinstance(given.get("version"), int):
            raise wrong()
        version = ArticleVersion.objects.filter(pk=given["version"], article_key=given.get("article")).first()
        if version is None:
            raise wrong()
        named = {"article": version.article_key, "version": version.pk, "brief": bool(given.get("brief"))}
        return named, {"title": version.question}

    def load(self, cards: Sequence[StoredCard], user: Any) -> dict[int, ArticleVersion]:
        """Read all versions."""
        return ArticleVersion.objects.in_bulk({card["data"]["version"] for card in cards})

    def show(self, card: StoredCard, facts: dict[int, ArticleVersion]) -> Shown:
        """Show the question with its answer; a long one is cut where a paragraph or a sentence ends."""
        version = facts.get(card["data"]["version"])
        if version is None:
            return Shown(title=card["was"]["title"])
        text = None if card["data"]["brief"] else extract(version.answer)
        label = _("Read in the help centre") if text in (None, version.answer) else _("Read all of it")
        url = article_url(version.article_key, version.language)
        return Shown(title=version.question, text=text, link=Link(label, url) if url else None)


def extract(answer: str, longest: int = LONGEST_EXTRACT) -> str:
    """Return an answer's beginning, cut behind a paragraph, a sentence or a word; "…" says so."""
    if len(answer) <= longest:
        return answer
    begin = answer[:longest]
    for end in ("\n\n", "\n", ". ", "؟ ", "! ", " "):
        at = begin.rfind(end)
        if at > longest // 2:
            return begin[: at + len(end)].rstrip() + " …"
    return begin + "…"
