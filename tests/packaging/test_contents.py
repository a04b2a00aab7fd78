"""What is inside the packages."""

import gettext
import io
import re
import shutil
import tarfile
import tomllib
from zipfile import ZipFile

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.version import Version
from trove_classifiers import classifiers

from tools.catalogues.compile import compile_one
from tools.paths import LOCALE, ROOT

pytestmark = pytest.mark.packaging
LEFT_OUT = {"__pycache__"}


def files_of(path):
    """Name and content of every file in a wheel."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_file_of_the_app_is_in_the_wheel(wheel):
    app = ROOT / "support_plugin"
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in app.rglob("*")
        if path.is_file() and not LEFT_OUT.intersection(path.parts)
    }
    assert "support_plugin/py.typed" in expected
    assert any(name.endswith(".html") for name in expected)
    assert any(name.endswith(".js") for name in expected)
    assert expected - files_of(wheel).keys() == set()


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_compiled_catalogues_are_in_the_wheel(wheel, language):
    compiled = files_of(wheel)[f"support_plugin/locale/{language}/LC_MESSAGES/django.mo"]
    assert gettext.GNUTranslations(io.BytesIO(compiled)).info()["language"] == language


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_what_oscar_leaves_untranslated_is_compiled_into_the_wheel(wheel, language, tmp_path):
    folder = shutil.copytree(LOCALE / language / "LC_MESSAGES", tmp_path / "LC_MESSAGES")
    here = compile_one(folder).read_bytes()
    assert files_of(wheel)[f"support_plugin/locale/{language}/LC_MESSAGES/django.mo"] == here
    assert gettext.GNUTranslations(io.BytesIO(here)).gettext("Order not found") != "Order not found"


def test_nothing_but_the_app_is_in_the_wheel(wheel):
    folders = {name.split("/")[0] for name in files_of(wheel)}
    assert folders == {"support_plugin", "django_oscar_support-0.1.0.dist-info"}


def test_the_wheel_carries_the_licence_and_the_readme(wheel):
    files = files_of(wheel)
    assert b"BSD 3-Clause" in files["django_oscar_support-0.1.0.dist-info/licenses/LICENSE"]
    assert b"# django-oscar-support" in files["django_oscar_support-0.1.0.dist-info/METADATA"]


def test_the_wheel_needs_what_the_app_needs_and_nothing_of_the_shop_or_the_tests(wheel):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = files_of(wheel)["django_oscar_support-0.1.0.dist-info/METADATA"].decode().splitlines()
    asked = [Requirement(line.split(":")[1]) for line in lines if line.startswith("Requires-Dist:")]
    needed = {need for need in asked if "extra ==" not in str(need)}
    assert needed == {Requirement(line) for line in project["dependencies"]}
    assert {"django", "django-oscar"} <= {need.name.lower() for need in needed}
    assert not {"uvicorn", "whitenoise", "pytest"} & {need.name.lower() for need in needed}


def test_the_source_distribution_carries_what_a_packager_needs(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "hatch_build.py"} <= names
    assert {"locale/fa/LC_MESSAGES/django.po", "docs/architecture.md"} <= names
    assert not [name for name in names if name.startswith(("example_shop", "tests", "tools", "var"))]


def test_the_source_distribution_builds_the_same_wheel(wheel, wheel_from_sdist):
    assert wheel.name == wheel_from_sdist.name
    assert files_of(wheel) == files_of(wheel_from_sdist)


def test_the_packages_page_has_no_link_that_leads_nowhere(wheel):
    text = files_of(wheel)["django_oscar_support-0.1.0.dist-info/METADATA"].decode().partition("\n\n")[2]
    assert text.startswith("# django-oscar-support")
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert [link for link in links if not link.startswith("https://")] == []
    assert "![" not in text
    assert "docs/installing.md" in text
    assert "| the basket" not in text


@pytest.fixture
def metadata(wheel):
    """What an index reads of the wheel; refused where a field is not as its standard says."""
    text = files_of(wheel)["django_oscar_support-0.1.0.dist-info/METADATA"]
    return Metadata.from_email(text, validate=True)


def test_the_metadata_describes_the_package_and_its_licence(metadata):
    assert metadata.summary.startswith("Fewer abandoned carts")
    assert metadata.description_content_type == "text/markdown"
    assert (metadata.license_expression, metadata.license_files) == ("BSD-3-Clause", ["LICENSE"])
    assert set(metadata.classifiers) <= set(classifiers)
    # The expression has taken the place of these.
    assert not [one for one in metadata.classifiers if one.startswith("License ::")]
    # The project has no address yet: none is better than one that leads nowhere.
    urls = [metadata.home_page, metadata.download_url, *(metadata.project_urls or {}).values()]
    assert [url for url in urls if url and not url.startswith("https://")] == []


def versions(metadata, family):
    """Return the versions that the classifiers of a family name, the lowest first."""
    found = [one.removeprefix(family) for one in metadata.classifiers if one.startswith(family)]
    return sorted((one for one in found if "." in one), key=Version)


def test_metadata_readme_and_guide_name_the_same_versions(metadata):
    needs = {need.name: need.specifier for need in map(Requirement, map(str, metadata.requires_dist))}
    pythons = versions(metadata, "Programming Language :: Python :: ")
    djangos = versions(metadata, "Framework :: Django :: ")
    assert str(metadata.requires_python) == f">={pythons[0]}"
    assert all(needs["django"].contains(f"{one}.9") for one in djangos)
    lowest = {name: next(one.version for one in needs[name] if one.operator == ">=") for name in needs}
    assert lowest["django"].startswith(djangos[0])
    ranges = f"Django {lowest['django']} to {djangos[-1]}", f"Python {pythons[0]} to {pythons[-1]}"
    for text in (metadata.description, (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")):
        for said in (*ranges, f"django-oscar {lowest['django-oscar']} or newer"):
            assert said in text
        assert not re.search(r"django-oscar 4(?!\.\d)", text)
