"""The table of provinces, and the cities suggested for them."""

import json
from pathlib import Path

import pycountry
import pytest
from django.utils import translation

from support_plugin.countries import divisions
from support_plugin.countries.divisions import (
    WITH_CITIES,
    countries_with_divisions,
    list_divisions,
    name_division,
)
from support_plugin.guests.address_fields import NEEDED

CITIES = Path(divisions.__file__).parents[1] / "static" / "support_plugin" / "guests" / "cities"
# How many there are by ISO 3166-2; Iraq without the region of Kurdistan, which three of them are in.
COUNTS = {
    "IR": 31, "SA": 13, "AE": 7, "IQ": 18, "KW": 6, "QA": 8,
    "BH": 4, "OM": 11, "JO": 12, "LB": 8, "EG": 27, "AF": 34,
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", ["fa", "ar", "en"])


def test_every_country_has_all_its_divisions():
    assert countries_with_divisions() == set(COUNTS)
    assert {code: len(list_divisions(code)) for code in COUNTS} == COUNTS
    assert set(COUNTS) <= set(NEEDED), "the address step knows the fields of each"


def test_the_codes_are_those_of_iso_3166_2():
    for country in COUNTS:
        known = {row.code for row in pycountry.subdivisions.get(country_code=country)}
        assert {code for code, _name in list_divisions(country)} == known - {"IQ-KR"}


@LANGUAGES
def test_names_are_in_the_readers_letters_and_differ_within_a_country(language):
    foreign = {"fa": set("يكةىABCabc"), "ar": set("یکپچگABCabc"), "en": set("ابتیيكک")}[language]
    with translation.override(language):
        for country in COUNTS:
            names = [name for _code, name in list_divisions(country)]
            assert len(set(names)) == len(names)
            assert not foreign & set("".join(names))


@pytest.mark.parametrize(
    ("language", "name"),
    [("fa", "تهران"), ("ar", "طهران"), ("en", "Tehran"), ("de", "Tehran"), (None, "Tehran")],
)
def test_a_division_has_its_name_in_the_active_language(language, name):
    with translation.override(language):
        assert name_division("IR-23") == name


@pytest.mark.parametrize("text", ["", "IR-99", "Bavaria", "XX-01", "تهران"])
def test_what_is_no_code_is_its_own_name(text):
    assert name_division(text) == text
    assert list_divisions(text) == []


def read_cities(country, language):
    return json.loads((CITIES / f"{country}.{language}.json").read_text(encoding="utf-8"))


@LANGUAGES
@pytest.mark.parametrize("country", WITH_CITIES)
def test_the_cities_go_by_the_names_of_the_provinces(country, language):
    with translation.override(language):
        names = {name for _code, name in list_divisions(country)}
    cities = read_cities(country, language)
    assert set(cities) == names
    for towns in cities.values():
        assert 5 <= len(towns) <= 22
        assert len(set(towns)) == len(towns)


@pytest.mark.parametrize("country", WITH_CITIES)
def test_the_files_of_the_languages_are_columns_of_one_table(country):
    tables = [read_cities(country, language) for language in ("fa", "ar", "en")]
    assert len({tuple(map(len, table.values())) for table in tables}) == 1
