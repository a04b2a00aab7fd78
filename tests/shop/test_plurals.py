"""No model's name has an English "s" glued to a word of another language."""

import pytest
from django.apps import apps
from django.utils import translation


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_no_name_of_several_rows_ends_in_an_english_s(language):
    with translation.override(language):
        names = [str(model._meta.verbose_name_plural) for model in apps.get_models()]
    glued = [name for name in names if name.endswith("s") and not name.isascii()]
    assert glued == []
