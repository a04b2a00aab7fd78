"""The project's folders, modules and functions stay small enough to be looked through."""

import ast

import pytest

from tools.paths import ROOT

PACKAGES = ("support_plugin", "tools", "benchmarks", "example_shop")
MODULES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
# Other people's migrations are as they are.
TESTS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if "migrations" not in path.parts]
# Modules in a folder; lines of a module, of a module of tests, of a function.
MOST_MODULES, LONGEST_MODULE, LONGEST_TESTS, LONGEST_FUNCTION = 20, 300, 400, 40


def test_no_folder_has_too_many_modules():
    crowded = {}
    for folder in {path.parent for path in [*MODULES, *TESTS]}:
        modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
        if len(modules) > MOST_MODULES:
            crowded[folder.relative_to(ROOT).as_posix()] = len(modules)
    assert crowded == {}


def functions_above(source: str, most: int) -> list[tuple[str, int]]:
    """Return name and lines of the functions that are longer; methods of several classes share a name."""
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions]
    return [(name, lines) for name, lines in lengths if lines > most]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_functions_are_short(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    assert functions_above(source, LONGEST_FUNCTION) == []


def test_modules_of_tests_are_short():
    """A file of tests is about one subject."""
    lengths = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in TESTS}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_TESTS} == {}


def test_functions_of_tests_are_short():
    long = {
        path.relative_to(ROOT).as_posix(): functions_above(path.read_text("utf-8"), LONGEST_FUNCTION)
        for path in TESTS
    }
    assert {name: functions for name, functions in long.items() if functions} == {}


# Tested by what uses them, which makes the carts and people that they are about.
TESTED_ELSEWHERE = {
    "management": "management/commands",
    "shop/cart_changes": "carts/proposals",
    "shop/personal_vouchers": "carts/incentives",
}


def test_a_rooms_tests_are_in_the_folder_of_the_same_path():
    package = ROOT / "support_plugin"
    rooms = {
        path.parent.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if path.name != "__init__.py" and "migrations" not in path.parts
    }
    tested = {path.parent.relative_to(ROOT / "tests").as_posix() for path in TESTS if path.match("test_*.py")}
    assert rooms - tested == set(TESTED_ELSEWHERE)
    assert set(TESTED_ELSEWHERE.values()) <= tested
