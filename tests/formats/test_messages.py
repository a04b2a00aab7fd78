"""Messages of ``django.contrib.messages`` count in the reader's digits, whatever template shows them."""

import pytest
from django.contrib.messages import INFO
from django.contrib.messages.storage.base import Message
from django.utils.safestring import mark_safe

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("حداکثر 20 عدد می‌توان خرید", "حداکثر ۲۰ عدد می‌توان خرید"),
        (mark_safe('<a href="/fa/2/">3 کالا</a>'), '<a href="/fa/2/">۳ کالا</a>'),
        ("SALAM10 پذیرفته شد", "SALAM10 پذیرفته شد"),
    ],
)
def test_numbers_of_a_message_are_shown_in_the_readers_digits(read_in, text, shown):
    message = Message(INFO, text)
    assert read_in("fa", str, message) == shown
    assert read_in("en", str, message) == text
    assert message.message == text
