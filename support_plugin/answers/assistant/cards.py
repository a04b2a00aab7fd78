"""The card that quotes a help article, as it was when it was quoted."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from support_plugin.answers.help_centre.links import article_url
from support_plugin.answers.models import ArticleVersion
from support_plugin.chat.cards.cleaning import read_object, wrong
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Link, More, Shown
from support_plugin.text.shortening import cut_sentences

NAME = "article"
# Characters of an answer that a card shows, and of the rest, which is folded; the article's page has all.
LONGEST_EXTRACT, LONGEST_REST = 900, 6000


class ArticleCard(CardKind):
    """``{"article": key, "version": its primary key, "brief"?}``: the shop's own words, and where they stand.

    ``brief``: the answer is folded.
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
        """Show the question with its answer; of a long one the rest is folded, to be read in place."""
        version = facts.get(card["data"]["version"])
        if version is None:
            return Shown(title=card["was"]["title"])
        begin = "" if card["data"]["brief"] else cut_sentences(version.answer, LONGEST_EXTRACT)
        rest = cut_sentences(version.answer[len(begin.removesuffix("…")) :].strip(), LONGEST_REST)
        label = _("Read the rest here") if begin else _("Read it here")
        url = article_url(version.article_key, version.language)
        return Shown(
            title=version.question,
            text=begin or None,
            more=More(label, rest) if rest and rest != "…" else None,
            link=Link(_("Read in the help centre"), url) if url else None,
        )
