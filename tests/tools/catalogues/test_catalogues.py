import gettext
import re

import pytest
from babel.messages.pofile import read_po

from tools.catalogues.check import problems
from tools.catalogues.compile import compile_all
from tools.catalogues.extract import FOLDERS, KEYWORDS, extract_all
from tools.catalogues.messages import update, wanted
from tools.paths import ROOT

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
# Translators: on the door
_("Hi %(name)s")
ngettext("%d thing", "%d things", number)
pgettext("shop", "Open")
"""
TEMPLATE = """{% load i18n %}
   <p title="{% translate "Your cart" %}">it's {{ _("Shipping") }} {% blocktranslate trimmed count n=x %}
     one item in {{ cart }}
   {% plural %} {{ n }} items in {{ cart }}
 {% endblocktranslate %}</p>{% if x == "it's (" %}{% endif %}
"""
SCRIPT = 'const a = gettext("Send"); const b = html`<p>${gettext("Close")}</p>`;'


@pytest.fixture
def sources(tmp_path):
    app = tmp_path / "support_plugin"
    (app / "static" / "vendor").mkdir(parents=True)
    (app / "a.py").write_text(PYTHON)
    (app / "a.html").write_text(TEMPLATE)
    (app / "a.js").write_text(SCRIPT)
    (app / "static" / "vendor" / "b.js").write_text('gettext("Not ours")')
    return tmp_path


@pytest.fixture
def po(sources):
    """A catalogue that `update` has made, and a function to write a translation into it."""
    update("fa", extract_all(sources), sources / "locale")
    return sources / "locale" / "fa" / "LC_MESSAGES" / "django.po"


def translate(po, english, persian):
    text = po.read_text()
    before = f'msgid "{english}"\nmsgstr ""'
    assert before in text
    po.write_text(text.replace(before, before[:-1] + f'{persian}"'))


def faults(sources):
    return list(problems("fa", extract_all(sources), sources / "locale"))


def test_strings_come_from_python_templates_and_scripts(sources):
    found = {message.id: message for message in extract_all(sources) if message.id}
    assert set(found) == {
        "Hi %(name)s",
        ("%d thing", "%d things"),
        "Open",
        "Your cart",
        "Shipping",
        ("one item in %(cart)s", "%(n)s items in %(cart)s"),
        "Send",
        "Close",
    }
    assert found["Open"].context == "shop"
    assert found["Hi %(name)s"].auto_comments == ["on the door"]


def test_every_name_that_gettext_goes_by_in_the_sources_is_looked_for():
    sources = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    names = {name for path in sources for name in re.findall(r"gettext(?:_lazy)? as (\w+)", path.read_text())}
    assert "_" in names
    assert names <= KEYWORDS.keys()


def test_a_second_update_changes_nothing(sources, po):
    before = po.read_bytes()
    assert update("fa", extract_all(sources), sources / "locale") is False
    assert po.read_bytes() == before


def test_an_update_keeps_translations_and_guesses_none(sources, po):
    translate(po, "Shipping", "ارسال")
    translate(po, "Your cart", "سبد شما")
    page = sources / "support_plugin" / "a.html"
    page.write_text(page.read_text().replace("Your cart", "Your carts"))
    update("fa", extract_all(sources), sources / "locale")
    catalogue = read_po(po.open("rb"))
    assert catalogue.get("Shipping").string == "ارسال"
    assert catalogue.get("Your carts").string == ""
    assert not any(message.fuzzy for message in catalogue if message.id)


def test_arabic_has_six_plural_forms(sources):
    update("ar", extract_all(sources), sources / "locale")
    catalogue = read_po((sources / "locale" / "ar" / "LC_MESSAGES" / "django.po").open("rb"))
    assert len(catalogue.get("%d thing").string) == 6


def test_what_is_not_translated_is_a_problem(sources, po):
    translate(po, "Shipping", "ارسال")
    found = faults(sources)
    assert "'Your cart': not translated" in found
    assert not any("Shipping" in line for line in found)


def test_a_string_that_is_not_in_the_catalogue_is_a_problem(sources, po):
    (sources / "support_plugin" / "b.js").write_text('gettext("New")')
    assert "'New': not in the catalogue; run `make messages`" in faults(sources)


def test_a_fuzzy_entry_is_a_problem(sources, po):
    translate(po, "Shipping", "ارسال")
    po.write_text(po.read_text().replace('msgid "Shipping"', '#, fuzzy\nmsgid "Shipping"'))
    assert "'Shipping': fuzzy" in faults(sources)


def test_an_obsolete_entry_is_a_problem_and_goes_with_the_next_update(sources, po):
    po.write_text(f'{po.read_text()}\n#~ msgid "Gone"\n#~ msgstr "رفته"\n')
    assert "'Gone': obsolete; delete it" in faults(sources)
    update("fa", extract_all(sources), sources / "locale")
    assert "Gone" not in po.read_text()


def test_an_entry_that_nothing_uses_is_a_problem(sources, po):
    po.write_text(f'{po.read_text()}\nmsgid "Gone"\nmsgstr "رفته"\n')
    assert "'Gone': not used any more; run `make messages`" in faults(sources)


@pytest.mark.parametrize("rule", ["nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;"])
def test_a_plural_rule_that_is_not_djangos_is_a_problem(sources, po, rule):
    assert not any("plural rule" in line for line in faults(sources))
    po.write_text(po.read_text().replace("nplurals=2; plural=(n > 1);", rule))
    assert any("plural rule" in line for line in faults(sources))


@pytest.mark.parametrize("persian", ["سلام", "سلام %(nam)s", "سلام %s", "سلام %(name)s %(name)s"])
def test_other_placeholders_are_a_problem(sources, po, persian):
    translate(po, "Hi %(name)s", persian)
    assert any("'Hi %(name)s': placeholders differ" in line for line in faults(sources))


def test_the_same_placeholders_in_another_order_are_none(sources, po):
    translate(po, "Hi %(name)s", "%(name)s سلام")
    assert not any("Hi" in line for line in faults(sources))


def test_a_missing_catalogue_is_a_problem(sources):
    assert faults(sources) == ["there is no catalogue; run `make messages`"]


def test_catalogues_are_compiled_when_they_changed(sources, po):
    translate(po, "Shipping", "ارسال")
    assert compile_all(sources / "locale") == [po.with_suffix(".mo")]
    assert compile_all(sources / "locale") == []
    compiled = gettext.GNUTranslations(po.with_suffix(".mo").open("rb"))
    assert compiled.gettext("Shipping") == "ارسال"
    assert compiled.gettext("Your cart") == "Your cart"


def test_what_oscar_translates_is_asked_of_the_app_but_not_of_the_shop(sources):
    (sources / "example_shop").mkdir()
    (sources / "example_shop" / "a.js").write_text('gettext("Basket"); gettext("Sumac & more")')
    (sources / "support_plugin" / "b.js").write_text('gettext("Checkout")')
    ours = wanted("fa", extract_all(sources))
    assert "Basket" not in ours
    assert "Sumac & more" in ours
    assert "Checkout" in ours
