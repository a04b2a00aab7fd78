"""Django's checks take a fixed default for a forgotten "now" when they run near it (fields.W161)."""

import pytest
from django.apps import apps
from django.db import models

TIMES = (models.DateField, models.DateTimeField, models.TimeField)
FIELDS = [
    field
    for model in apps.get_app_config("support_plugin").get_models()
    for field in model._meta.local_fields
    if isinstance(field, TIMES) and field.has_default()
]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_no_time_has_a_fixed_default(field):
    assert callable(field.default)
