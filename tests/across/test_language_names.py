"""A language is named for people everywhere, also in a shop that only marks its name for translation."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from support_plugin import clock
from support_plugin.answers.models import Article, ArticleText
from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import CartActivity
from support_plugin.chat.team.models import Agent
from support_plugin.models import Wait
from tests.factories import MessageFactory
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
# Names as Oscar's sandbox and Django's own settings have them.
MARKED = [
    ("fa", gettext_noop("Persian")),
    ("ar", gettext_noop("Arabic")),
    ("en", gettext_noop("English")),
    ("de", gettext_noop("German")),
]
PAGES = {
    "desk": "support_plugin:desk",
    "conversation at the desk": "support_plugin:desk-conversation",
    "side panel": "support_plugin:desk-panel",
    "team's numbers": "support_plugin:numbers",
    "abandoned carts": "support_plugin:carts",
    "conversations": "admin:support_plugin_conversation_changelist",
    "settings": "admin:support_plugin_supportsettings_change",
    "agents": "admin:support_plugin_agent_add",
    "articles": "admin:support_plugin_article_add",
    "help centre": "support_plugin:help-article",
}


@pytest.fixture
def shown(settings, prefer, admin_client, admin_user, shopper):
    """Return a function that returns what a page says to an agent who reads Persian."""
    settings.LANGUAGES = MARKED
    prefer(answers_enabled=True)
    conversation = MessageFactory(
        conversation__language="ar", conversation__waiting_since=clock.now()
    ).conversation
    now = clock.now()
    times = {"began_at": now - timedelta(seconds=9), "ended_at": now, "open_seconds": 9}
    Wait.objects.create(conversation=conversation, end="answered", is_first=True, language="ar", **times)
    make_cart(idle=timedelta(hours=2), owner=shopper)
    CartActivity.objects.update(language="ar")
    announce_abandoned()
    Agent.objects.get_or_create(user=admin_user)
    article = Article.objects.create(key="returns", published_from=now)
    for language in ("fa", "ar"):
        ArticleText.objects.create(article=article, language=language, question="?", answer="x")
    keys = {
        "desk-conversation": conversation.public_id,
        "desk-panel": conversation.public_id,
        "help-article": "returns",
    }

    def read(page):
        name = PAGES[page]
        arguments = [key for end, key in keys.items() if name.endswith(f":{end}")]
        with translation.override("fa"):
            answer = admin_client.get(reverse(name, args=arguments))
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.mark.parametrize("page", PAGES)
def test_no_page_calls_a_language_by_its_english_name(shown, page):
    html = shown(page)
    assert re.findall(r"\b(?:Persian|Arabic|German)\b", html) == []
    assert "العربيّة" in html or "\\u0627\\u0644\\u0639\\u0631" in html
