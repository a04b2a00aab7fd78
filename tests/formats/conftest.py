"""Readers of several languages."""

import pytest
from django.utils import translation


@pytest.fixture
def read_in():
    """Return a function that calls another one for the readers of a language."""

    def call(language, function, *args):
        with translation.override(language):
            return function(*args)

    return call
