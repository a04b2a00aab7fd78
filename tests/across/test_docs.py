"""The documentation names everything there is, and nothing else."""

import re
from pathlib import Path

from django.dispatch import Signal

from support_plugin import checks, installed, signals
from support_plugin.adapters import SupportAdapter
from support_plugin.conf import DEFAULTS
from support_plugin.templatetags import support_mails
from support_plugin.templatetags.support import register
from tools.docs.pictures import FOLDER, PICTURES
from tools.paths import ROOT

INSTALLING = (ROOT / "docs" / "installing.md").read_text()


def section(title):
    """Return the text below a heading of installing.md."""
    return re.split(r"^## ", INSTALLING.partition(f"\n## {title}\n")[2], flags=re.MULTILINE)[0]


def first_cells(text):
    """Return what stands in `code` at the beginning of each row of the tables in a text."""
    return re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)


def test_every_setting_is_documented_with_its_default():
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)`", section("Settings"), flags=re.MULTILINE))
    shown = {key: f'"{value}"' if isinstance(value, str) else str(value) for key, value in DEFAULTS.items()}
    assert rows == shown


def test_every_check_is_documented():
    files = [*Path(checks.__file__).parent.glob("*.py"), Path(installed.__file__)]
    used = {id for file in files for id in re.findall(r"support_plugin\.[EWI]\d{3}", file.read_text())}
    documented = first_cells((ROOT / "docs" / "checks.md").read_text())
    assert sorted(documented) == sorted(used)


def test_every_template_tag_is_documented():
    tags = [cell.split()[1] for cell in first_cells(section("A shop with its own templates")) if "{%" in cell]
    # The last is for the app's own templates.
    known = {*register.tags, *support_mails.register.tags} - {"support_append_to"}
    assert sorted(tags) == sorted(known)


def test_every_template_that_fills_a_block_is_documented():
    folder = ROOT / "support_plugin" / "templates"
    files = {path.relative_to(folder).as_posix() for path in (folder / "oscar").rglob("*.html")}
    documented = [cell for cell in first_cells(INSTALLING) if cell.endswith(".html")]
    assert sorted(documented) == sorted(files)


def test_every_signal_is_documented():
    ours = [name for name, value in vars(signals).items() if isinstance(value, Signal)]
    assert sorted(first_cells(section("Signals"))) == sorted(ours)


def test_every_method_of_the_adapter_is_documented():
    methods = [name for name in vars(SupportAdapter) if not name.startswith("_")]
    documented = [cell.partition("(")[0] for cell in first_cells(section("Adapter"))]
    assert sorted(documented) == sorted(methods)


def test_the_gallery_shows_every_picture():
    gallery = (ROOT / "docs" / "gallery.md").read_text()
    shown = {Path(path).name for path in re.findall(r"\(pictures/([^)]+)\)", gallery)}
    assert shown == {picture.file.name for picture in PICTURES}
    assert shown == {path.name for path in FOLDER.iterdir()}
