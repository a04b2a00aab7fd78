import pytest
from django.utils import translation

from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "name"), [("fa", "مهمان ۱۲"), ("ar", "الضيف ١٢"), ("en", "Guest 12")])
def test_a_guest_is_counted_in_the_readers_digits(language, name):
    with translation.override(language):
        assert str(VisitorFactory(pk=12)) == name
