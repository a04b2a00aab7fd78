"""A constant has one value: of two assignments, as a merge may leave them, the second wins without a word."""

import ast
from collections import Counter
from collections.abc import Iterator

import pytest

from tools.paths import ROOT


def names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module gives a value."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign) and statement.value:
        targets = [statement.target]
    for target in targets:
        yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def assigned_twice(text: str) -> list[str]:
    counted = Counter(name for statement in ast.parse(text).body for name in names(statement))
    return [name for name, times in counted.items() if times > 1]


def test_two_values_are_noticed():
    assert assigned_twice("MOST = 20\nEACH, LEAST = 1, 2\nMOST: int = 200\n") == ["MOST"]


@pytest.mark.parametrize("package", ["support_plugin", "tools", "benchmarks", "example_shop"])
def test_no_module_gives_a_constant_two_values(package: str) -> None:
    found = {path: assigned_twice(path.read_text()) for path in (ROOT / package).rglob("*.py")}
    assert {str(path): twice for path, twice in found.items() if twice} == {}
