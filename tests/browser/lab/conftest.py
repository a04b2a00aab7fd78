"""The chat before a shop in memory, on a desk's screen; a test may ask for another one."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.lab import Lab


@pytest.fixture
def make_lab(new_page: Callable[..., Any]) -> Callable[..., Lab]:
    """A function that opens a lab in a browser of its own; words are Playwright's for contexts."""

    def make(**options: Any) -> Lab:
        return Lab(new_page(**{"locale": "en", "viewport": {"width": 1280, "height": 800}, **options}))

    return make


@pytest.fixture
def lab(make_lab: Callable[..., Lab]) -> Lab:
    """One lab."""
    return make_lab()
