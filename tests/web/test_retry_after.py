"""What a server's Retry-After says."""

from datetime import UTC, datetime

import pytest

from support_plugin.web.retry_after import seconds_to_wait

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0),
        ("7", 7),
        ("Sat, 28 Nov 2026 09:01:00 GMT", 60),
        ("Sat, 28 Nov 2026 08:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("۷", 0),
        ("9" * 5000, 999_999_999),
    ],
)
def test_seconds_and_dates_are_read(header, seconds):
    assert seconds_to_wait(header, NOW) == seconds
