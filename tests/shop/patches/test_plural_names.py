"""Names of several things in Django admin, of Oscar's models that name only one."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from oscar.core.application import OscarConfigMixin

from support_plugin.shop.patches.plural_names import PLURALS, _plural

MODELS = [
    model
    for config in apps.get_app_configs()
    if isinstance(config, OscarConfigMixin)
    for model in config.get_models()
]


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_no_plural_of_oscars_models_is_a_translated_name_with_an_english_s(language):
    with translation.override(language):
        plurals = [str(model._meta.verbose_name_plural) for model in MODELS]
    assert len(plurals) > 50
    assert not [plural for plural in plurals if plural.endswith("s") and not plural.isascii()]


def test_english_plurals_are_what_django_makes_of_them():
    with translation.override("en"):
        found = {str(model._meta.verbose_name_plural) for model in MODELS}
    assert set(PLURALS) <= found


def test_a_plural_without_a_translation_is_what_django_makes_of_it():
    options = SimpleNamespace(verbose_name_raw="Sumac rack", verbose_name_plural="Sumac racks")
    with translation.override("fa"):
        assert str(_plural(options)) == "Sumac racks"


@pytest.mark.django_db
def test_no_migration_comes_of_it():
    call_command("makemigrations", "wishlists", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_admins_start_page_names_wish_lists_in_the_readers_words(admin_client):
    with translation.override("fa"):
        page = admin_client.get(reverse("admin:index")).content.decode()
    assert "فهرست‌های علاقه‌مندی‌ها" in page
    assert "علاقه‌مندی‌هاs" not in page
