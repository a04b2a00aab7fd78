"""Articles drafted from conversations: unpublished until somebody who may change articles approves them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from support_plugin.answers.models import QUESTION_LENGTH, Article, ArticleText
from support_plugin.preferences.texts import shop_languages
from support_plugin.text.bidi import without_controls

CHANGE_PERMISSION, VIEW_PERMISSION = "support_plugin.change_article", "support_plugin.view_article"
# Other wordings of a draft.
MOST_WORDINGS = 8


@dataclass(frozen=True)
class DraftText:
    """What a draft says, in one of the shop's languages."""

    language: str
    question: str
    answer: str = ""
    also: tuple[str, ...] = ()


def make_draft(source: str, text: DraftText) -> tuple[Article, bool]:
    """Store an article without a date of publication; return it, and whether it is new.

    Idempotent by ``source``, which says what it was made from: once made, it stays as somebody has edited it.
    """
    with transaction.atomic():
        key = f"draft-{sha256(source.encode()).hexdigest()[:12]}"
        article, is_new = Article.objects.get_or_create(drafted_from=source, defaults={"key": key})
        if is_new:
            ArticleText.objects.create(
                article=article,
                language=_shop_language(text.language),
                question=_one_line(text.question)[:QUESTION_LENGTH],
                answer=without_controls(text.answer),
                also="\n".join(map(_one_line, text.also[:MOST_WORDINGS])),
            )
    return article, is_new


def may_approve(user: Any) -> bool:
    """Return whether a user may publish drafts in Django admin."""
    return _has_admin_right(user, CHANGE_PERMISSION)


def admin_page(article: Article, user: Any) -> str:
    """Return the path of an article's page in Django admin for those who may open it; else ""."""
    if not (may_approve(user) or _has_admin_right(user, VIEW_PERMISSION)):
        return ""
    try:
        return reverse("admin:support_plugin_article_change", args=[article.pk])
    except NoReverseMatch:  # the shop has no Django admin
        return ""


def _has_admin_right(user: Any, permission: str) -> bool:
    return bool(getattr(user, "is_staff", False) and user.has_perm(permission))


def _shop_language(language: str) -> str:
    """Return the shop's own code for a language; that of the shop where it has none."""
    codes = [code for code, _name in shop_languages()]
    base = language.split("-")[0]
    alike = [code for code in codes if code == language] or [
        code for code in codes if code.split("-")[0] == base
    ]
    return alike[0] if alike else codes[0]


def _one_line(text: str) -> str:
    return " ".join(without_controls(text).split())
