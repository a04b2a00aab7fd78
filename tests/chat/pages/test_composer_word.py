"""The button beside the composer says that a message is sent: "send" alone is shipping in Persian."""

import pytest
from django.test import Client
from django.utils import translation

from support_plugin.chat.models import Conversation
from support_plugin.chat.pages.texts import launcher_texts
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db
WORDS = {"fa": "ارسال پیام", "ar": "إرسال", "en": "Send"}


@pytest.mark.parametrize("language", WORDS)
def test_the_composers_button_has_one_word_in_the_panel_on_the_page_and_on_the_desk(agent, language):
    with translation.override(language):
        guest = Browser()
        guest.start()
        desk = Client()
        desk.force_login(agent)
        number = Conversation.objects.get().public_id
        pages = {
            "page": guest.get(f"/{language}/support/chat/"),
            "desk": desk.get(f"/{language}/dashboard/support/{number}/"),
        }
        assert launcher_texts()["send"] == WORDS[language]
    for name, page in pages.items():
        button = f">{WORDS[language]}</button>"
        assert button in page.content.decode(), name
