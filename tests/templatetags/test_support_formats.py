"""What templates get with ``{% load support_formats %}``."""

import pytest

from support_plugin.templatetags.support_formats import file_size

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("size", "persian", "arabic", "english"),
    [
        (10, "۱ کیلوبایت", "١ كيلوبايت", "1 KB"),
        (2_345, "۲٫۳ کیلوبایت", "٢٫٣ كيلوبايت", "2.3 KB"),
        (1_300_000, "۱٫۲ مگابایت", "١٫٢ ميغابايت", "1.2 MB"),
        (25 * 2**20, "۲۵ مگابایت", "٢٥ ميغابايت", "25 MB"),
    ],
)
def test_a_files_size_is_shown_in_the_readers_words(prefer, read_in, size, persian, arabic, english):
    shown = [read_in(language, file_size, size) for language in ("fa", "ar", "en")]
    assert shown == [persian, arabic, english]
