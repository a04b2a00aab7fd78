"""What Oscar leaves untranslated is in oscar.po: listed again, so that a new Oscar is noticed."""

import gettext
import shutil
from importlib.metadata import version

import pytest
from babel.messages.catalog import Message

from tools.catalogues.check import foreign_problems
from tools.catalogues.compile import compile_one
from tools.catalogues.foreign_strings import extract_foreign, lacking, usable
from tools.catalogues.messages import path_of, read, update_foreign
from tools.catalogues.plurals import PLURAL_COUNTS
from tools.paths import LOCALE
from tools.setup.venv import CONSTRAINTS

LANGUAGES = list(PLURAL_COUNTS)
PACKAGES = {"oscar": "django-oscar", "treebeard": "django-treebeard", "django_tables2": "django-tables2"}


@pytest.fixture
def locale(tmp_path):
    """A copy of our catalogues, to spoil."""
    for language in LANGUAGES:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        for name in ("django", "oscar"):
            shutil.copy(path_of(language, name), folder)
    return tmp_path


@pytest.fixture
def pinned():
    """The packages of which the pinned version is installed here; `oscar.po` has all texts of that one."""
    pins = CONSTRAINTS[0].read_text().splitlines()
    return {package for package, name in PACKAGES.items() if f"{name}=={version(name)}" in pins}


def spoil(po, before, after):
    text = po.read_text()
    assert before in text
    po.write_text(text.replace(before, after))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_installed_oscar_lacks_is_translated(language):
    assert list(foreign_problems(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_one_of_the_pinned_packages(language, pinned):
    known = extract_foreign()
    entries = [message for message in read(path_of(language, "oscar")) if message.id]
    unknown = [message for message in entries if not known.get(message.id, message.context)]
    packages = {message.id: message.locations[0][0].partition("/")[0] for message in unknown}
    assert {text for text, package in packages.items() if package in pinned} == set()
    assert set(packages.values()) <= {*PACKAGES, "django"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_keeps_what_we_say_better_than_oscar(locale, language):
    path, known = path_of(language, "oscar", locale), extract_foreign()
    before = [message for message in read(path) if message.id and known.get(message.id, message.context)]
    update_foreign(language, locale)
    after = read(path)
    assert any(usable(message, language) for message in before)
    for message in before:
        assert after.get(message.id, message.context).string == message.string
    assert update_foreign(language, locale) is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_changes_nothing_where_the_pinned_packages_are_installed(locale, language, pinned):
    before = path_of(language, "oscar", locale).read_bytes()
    assert update_foreign(language, locale) is False or pinned != PACKAGES.keys()
    assert b"Generated-By" not in before


def test_strings_are_found_in_oscars_python_templates_and_e_mails():
    known = extract_foreign()
    places = {place for message in known for place, _line in message.locations}
    assert "oscar/apps/basket/views.py" in places
    assert "oscar/templates/oscar/basket/partials/basket_totals.html" in places
    assert any(place.endswith("commtype_order_placed_body.txt") for place in places)
    assert "treebeard/forms.py" in places


def test_oscars_english_in_the_arabic_catalogue_counts_as_lacking():
    message = Message("Must be an integer")
    assert not usable(message, "ar")
    assert usable(message, "fa")


def test_oscars_lost_tag_counts_as_lacking():
    assert "\n    <p>File <strong>%(filename)s</strong> processed.</p>\n" in {m.id for m in lacking("fa")}


def test_a_lost_entry_is_a_problem(locale):
    spoil(path_of("fa", "oscar", locale), 'msgid "Order not found"\n', 'msgid "Order lost"\n')
    assert "'Order not found': not in the catalogue; run `make messages`" in foreign_problems("fa", locale)


def test_an_untidy_entry_is_a_problem(locale):
    spoil(path_of("ar", "oscar", locale), 'msgstr "لم نعثر على الطلب"', 'msgstr ""')
    assert any("not translated" in line for line in foreign_problems("ar", locale))


def test_both_catalogues_are_compiled_into_one_and_our_own_wins(locale):
    po = path_of("fa", "django", locale)
    spoil(po, 'msgid "Ask us"\nmsgstr "از ما بپرسید"', 'msgid "Order not found"\nmsgstr "از ما بپرسید"')
    compile_one(po.parent)
    compiled = gettext.GNUTranslations((po.parent / "django.mo").open("rb"))
    assert compiled.gettext("Order not found") == "از ما بپرسید"
    assert compiled.gettext("Submit") == "فرستادن"
    assert compiled.pgettext("Buy again", "Re-order") == "سفارش دوباره"
    assert compiled.ngettext("%d Row", "%d Rows", 3) == "%d ردیف"


def test_our_catalogues_are_the_ones_checked():
    assert path_of("fa", "oscar") == LOCALE / "fa" / "LC_MESSAGES" / "oscar.po"
