"""Each index costs every row that is stored: none stands for what another one does."""

import pytest
from django.apps import apps
from django.db import models

MODELS = list(apps.get_app_config("support_plugin").get_models())


def composite(model):
    """Return the first columns of the constraints and indexes that hold for all rows."""
    unique = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return {one.fields[0] for one in [*unique, *model._meta.indexes] if one.fields and one.condition is None}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_reference_has_an_index_of_its_own_where_another_begins_with_it(model):
    references = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    own = {field.name for field in references if field.db_index and not field.unique}
    assert own & composite(model) == set()
