"""Postcodes that Oscar refuses."""

import pytest
from django.core.exceptions import ValidationError
from oscar.apps.address.abstract_models import AbstractAddress
from oscar.core.loading import get_model

from support_plugin.shop.typed.postcodes import OSCARS_OWN, accept_postcodes_as_written

pytestmark = pytest.mark.django_db


class OscarsAddress(AbstractAddress):
    """An address as in a shop that has not forked Oscar's."""

    class Meta:
        app_label = "none"
        managed = False


@pytest.fixture
def oscars_patterns(monkeypatch):
    """Oscar's patterns as they come."""
    monkeypatch.setattr(AbstractAddress, "POSTCODES_REGEX", {"IR": OSCARS_OWN, "IQ": r"^[0-9]{5}$"})


def check(postcode):
    country, _ = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IR", defaults={"iso_3166_1_a3": "IRN", "printable_name": "Iran"}
    )
    OscarsAddress(country=country, postcode=postcode).ensure_postcode_is_valid_for_country()


@pytest.mark.parametrize("postcode", ["1434567890", "14345-67890", "1222222222"])
def test_ten_digits_are_a_postcode_with_or_without_a_dash(oscars_patterns, postcode):
    accept_postcodes_as_written()
    check(postcode)


@pytest.mark.parametrize("postcode", ["143456789", "14345678901", "143-4567890"])
def test_other_lengths_are_none(oscars_patterns, postcode):
    accept_postcodes_as_written()
    with pytest.raises(ValidationError):
        check(postcode)


def test_a_pattern_of_the_shops_own_stays(monkeypatch):
    monkeypatch.setattr(AbstractAddress, "POSTCODES_REGEX", {"IR": "^own$"})
    accept_postcodes_as_written()
    assert AbstractAddress.POSTCODES_REGEX == {"IR": "^own$"}


def test_the_app_does_so_when_it_starts():
    assert AbstractAddress.POSTCODES_REGEX["IR"] != OSCARS_OWN
