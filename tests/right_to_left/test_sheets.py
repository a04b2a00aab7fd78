"""One command makes the shop's turned sheets, and a check asks for it."""

import json
from io import StringIO
from pathlib import Path

import oscar
import pytest
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from support_plugin.right_to_left.loaded import loaded_sheets
from support_plugin.right_to_left.sheets import INDEX

MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
OSCARS = Path(oscar.__file__).parent
STOREFRONT = {
    "oscar/css/styles.css",
    "oscar/js/bootstrap4-datetimepicker/tempusdominus-bootstrap-4.min.css",
}
DASHBOARD = {
    "oscar/css/dashboard.css",
    "oscar/css/select2-bootstrap.min.css",
    "oscar/js/select2/select2.min.css",
    "oscar/js/bootstrap4-datetimepicker/tempusdominus-bootstrap-4.min.css",
}


@pytest.fixture
def shop(tmp_path, settings):
    """A shop with folders of its own for templates and static files, and else Oscar's."""
    for name in ("static", "templates/oscar"):
        (tmp_path / name).mkdir(parents=True)
    settings.STATICFILES_DIRS = [str(tmp_path / "static")]
    settings.STATIC_ROOT = str(tmp_path / "collected")
    folders = [str(tmp_path / "templates"), str(OSCARS / "templates")]
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": folders}]
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    return tmp_path


def write(shop, name, text):
    path = shop / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def turn(*sheets, **options):
    out = StringIO()
    call_command("support_turn_styles", *sheets, stdout=out, **options)
    return out.getvalue()


def warnings():
    return [message.msg for message in run_checks(databases=[]) if message.id == "support_plugin.W018"]


def test_the_sheets_of_storefront_and_dashboard_are_found(shop):
    assert loaded_sheets() == {"storefront": STOREFRONT, "dashboard": DASHBOARD}


def test_the_sheets_of_a_shops_own_templates_are_found_and_those_they_replace_are_not(shop):
    for name in ("own", "part", "page", "literal", "own.rtl", "admin"):
        write(shop, f"static/shop/{name}.css", ".a{left:0}")
    write(
        shop,
        "templates/oscar/layout.html",
        '{% extends "oscar/base.html" %}{% static "shop/own.css" %}{% static "shop/own.rtl.css" %}'
        '{% include "shop/part.html" %}<link href="/static/shop/literal.css">{% static "shop/missing.css" %}',
    )
    write(shop, "templates/shop/part.html", "{% static 'shop/part.css' %}")
    write(shop, "templates/shop/page.html", '{% extends "oscar/layout.html" %}{% static "shop/page.css" %}')
    write(shop, "templates/shop/other.html", '{% static "shop/admin.css" %}')
    own = {f"shop/{name}.css" for name in ("own", "part", "page", "literal")}
    assert loaded_sheets()["storefront"] == own | STOREFRONT - {"oscar/css/styles.css"}


def test_a_template_that_extends_its_namesake_keeps_its_sheets(shop):
    write(shop, "templates/oscar/layout.html", '{% extends "oscar/layout.html" %}')
    assert loaded_sheets()["storefront"] == STOREFRONT


def test_the_command_writes_turned_copies_beside_the_originals(shop):
    said = turn()
    for name in STOREFRONT | DASHBOARD:
        copy = shop / "static" / f"{name.removesuffix('.css')}.rtl.css"
        assert copy.is_file()
        assert str(copy) in said


def test_more_sheets_are_named_once(shop):
    write(shop, "static/shop/widget.css", ".a{left:0}")
    turn("shop/widget.css")
    write(shop, "static/shop/widget.css", ".a{left:1px}")
    turn()
    assert (shop / "static/shop/widget.rtl.css").read_text() == ".a{right:1px;}"


def test_imported_sheets_are_turned_with_the_one_that_imports_them(shop):
    write(shop, "static/shop/a.css", '@import "parts/b.css";@import url(https://fonts.example/c.css);')
    write(shop, "static/shop/parts/b.css", ".b{left:0}")
    turn("shop/a.css")
    assert '"parts/b.rtl.css"' in (shop / "static/shop/a.rtl.css").read_text()
    assert (shop / "static/shop/parts/b.rtl.css").read_text() == ".b{right:0;}"


def test_a_sheet_without_sides_has_no_copy(shop):
    write(shop, "static/shop/a.css", ".a{margin-inline-start:1px}")
    turn("shop/a.css")
    assert not (shop / "static/shop/a.rtl.css").exists()
    assert json.loads((shop / "static" / INDEX).read_text())["shop/a.css"][1] == "shop/a.css"


@pytest.mark.parametrize(
    ("options", "words"),
    [({"folder": "/elsewhere"}, "not in STATICFILES_DIRS"), ({}, "No such style sheet")],
)
def test_what_cannot_be_done_is_said(shop, options, words):
    with pytest.raises(CommandError, match=words):
        turn("shop/missing.css", **options)


def test_without_a_folder_the_command_asks_for_one(shop, settings):
    settings.STATICFILES_DIRS = []
    with pytest.raises(CommandError, match="Name a folder in STATICFILES_DIRS"):
        turn()


def test_a_manifest_storage_collects_the_turned_sheets(shop, settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    turn()
    call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((shop / "collected/staticfiles.json").read_text())["paths"]
    css = (shop / "collected" / paths["oscar/css/styles.rtl.css"]).read_text()
    assert paths["oscar/webfonts/fa-solid-900.woff2"].rpartition("/")[2] in css


def test_the_check_names_what_is_missing_for_each_part(shop):
    storefront, dashboard = sorted(warnings(), reverse=True)
    assert "(storefront)" in storefront
    assert "oscar/css/styles.css" in storefront
    assert "(dashboard)" in dashboard
    turn()
    assert warnings() == []


def test_the_check_names_a_sheet_that_has_changed_since(shop):
    write(shop, "static/shop/a.css", ".a{left:0}")
    turn("shop/a.css")
    write(shop, "static/shop/a.css", ".a{left:1px}")
    [message] = warnings()
    assert message.endswith(": shop/a.css.")


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({"LANGUAGES": [("en", "English"), ("de", "German")]}, False),
        ({"LANGUAGES": [("en", "English")], "LANGUAGE_CODE": "fa"}, True),
        ({"USE_I18N": False}, False),
    ],
)
def test_only_shops_with_a_language_from_right_to_left_are_asked(shop, settings, changes, is_asked):
    settings.LANGUAGE_CODE = "en"
    for name, value in changes.items():
        setattr(settings, name, value)
    assert bool(warnings()) == is_asked


def test_the_example_shop_has_all_it_needs():
    assert finders.find(INDEX)
    assert warnings() == []
