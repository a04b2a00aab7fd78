"""Readers as the admin has set them."""

import pytest
from django.utils import translation

from support_plugin import cache
from support_plugin.models import SupportSettings


@pytest.fixture
def prefer(db):
    """Return a function that stores the admin's choices."""

    def store(**choices):
        SupportSettings.objects.update_or_create(pk=SupportSettings.singleton_instance_id, defaults=choices)
        cache.clear()

    cache.clear()
    yield store
    cache.clear()


@pytest.fixture
def read_in():
    """Return a function that calls another one for the readers of a language."""

    def call(language, function, *args):
        with translation.override(language):
            return function(*args)

    return call
