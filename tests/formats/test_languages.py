"""Django admin names languages and days as its reader does."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.urls import reverse

from support_plugin import clock
from support_plugin.answers.models import ArticleVersion
from support_plugin.visitors.consents.models import Channel, Consent
from support_plugin.web.read_only import ReadOnly

PAGES = [page for page in admin.site._registry.values() if page.__module__.startswith("support_plugin.")]


def shown_by(page: Any) -> Iterator[str]:
    """Return the columns and filters of a list and the fields that a page of it only shows."""
    yield from page.list_display
    yield from (name for name in page.list_filter if isinstance(name, str))
    yield from page.readonly_fields
    if isinstance(page, ReadOnly):
        yield from flatten(page.fields or [])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: type(page).__name__)
def test_no_page_shows_a_languages_code_or_counts_by_foreign_months(page):
    assert "language" not in {name.split("__")[-1] for name in shown_by(page) if isinstance(name, str)}
    assert page.date_hierarchy is None


@pytest.mark.django_db
def test_lists_and_filters_name_languages(admin_client):
    for language in ("fa", "ar"):
        ArticleVersion.objects.create(article_key="a", language=language, number=1, question="Q", answer="A")
    page = admin_client.get(reverse("admin:support_plugin_articleversion_changelist")).content.decode()
    for name in ("فارسی", "العربية"):
        assert page.count(name) == 2  # its row and the filter
    assert ">fa<" not in page
    asked = admin_client.get(
        reverse("admin:support_plugin_articleversion_changelist"), {"language": "ar"}
    ).content.decode()
    assert asked.count("فارسی") == 1


@pytest.mark.django_db
def test_an_unknown_language_is_left_empty(admin_client):
    Consent.objects.create(
        channel=Channel.EMAIL, contact_hash="a" * 64, wording="w", place="basket", given_at=clock.now()
    )
    page = admin_client.get(reverse("admin:support_plugin_consent_changelist"))
    assert page.status_code == 200
    assert '<td class="field-spoken">-</td>' in page.content.decode()
