"""The desk's modules: the page names each of them, and what they export shares one object."""

import re
from collections import Counter
from pathlib import Path

import pytest

import support_plugin
from support_plugin.desk.scripts import ANSWERS, OWN, SHARED

pytestmark = pytest.mark.any_database

STATIC = Path(support_plugin.__file__).parent / "static" / "support_plugin"
DESK = [f"desk/{path}" for path in (*OWN, *ANSWERS)]
# Scripts that pages load by themselves.
PAGES = ["desk/desk.js", "desk/board/board.js"]
EXPORT = re.compile(r"^export (?:async )?(?:class|function|const) (\w+)", re.MULTILINE)


def test_each_module_of_the_desk_is_in_its_list_once():
    found = [path.relative_to(STATIC).as_posix() for path in (STATIC / "desk").rglob("*.js")]
    assert sorted([*DESK, *PAGES]) == sorted(found)


def test_no_two_modules_of_the_desk_export_the_same_name():
    sources = [(STATIC / path).read_text() for path in (*SHARED, *DESK)]
    exported = Counter(name for source in sources for name in EXPORT.findall(source))
    assert exported["Thread"] == 1
    assert {name for name, count in exported.items() if count > 1} == set()


@pytest.mark.parametrize("path", [*DESK, *PAGES])
def test_no_module_of_the_desk_imports_another_by_its_path(path):
    code = re.sub(r"/\*.*?\*/", "", (STATIC / path).read_text(), flags=re.DOTALL)
    assert not re.search(r"""(\bfrom\s+|\bimport\s*\(?\s*)["'`]""", code)
