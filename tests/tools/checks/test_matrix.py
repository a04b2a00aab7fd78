import json

import pytest
from packaging.requirements import Requirement

from tools.checks import matrix
from tools.checks.matrix import Cell, Results, lowest_pins

CELL = Cell("lowest", "3.11", "python3.11")


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "results.json", commit="abc")


def test_the_lowest_cell_pins_each_dependency_at_its_bound_and_all_else_as_ever():
    pins = lowest_pins(["Django>=5.2,<6.2", "django_solo>=2.4"], ["attrs==26.1.0", "django-solo==2.5.1"])
    assert pins == ["attrs==26.1.0", "django==5.2", "django-solo==2.4"]


def test_a_dependency_without_a_lower_bound_is_refused():
    with pytest.raises(ValueError, match="filetype"):
        lowest_pins(["filetype<2"], [])


def test_every_dependency_of_the_app_has_one_lower_bound():
    assert len(lowest_pins(matrix.dependencies(), [])) == len(matrix.dependencies())


def test_no_dependency_group_lifts_a_bound_of_the_app():
    bounds = {pin.split("==")[0]: pin.split("==")[1] for pin in lowest_pins(matrix.dependencies(), [])}
    for text in matrix.dependencies(group="shop") + matrix.dependencies(group="test"):
        needed = Requirement(text)
        assert needed.specifier.contains(bounds.get(needed.name.lower(), "999")), text


def test_the_oldest_python_has_the_lowest_cell_and_the_newest_the_newest(monkeypatch):
    found = {"3.11": "python3.11", "3.13": "python3.13"}
    monkeypatch.setattr(matrix, "find_interpreters", lambda: found)
    assert {cell.name: cell.python for cell in matrix.cells()} == {
        "lowest": "3.11",
        "python3.11-django5.2": "3.11",
        "python3.13-django5.2": "3.13",
        "python3.13-django6.0": "3.13",
        "python3.13-django6.1": "3.13",
        "newest": "3.13",
    }


def test_a_result_is_stored_with_its_commit_beside_those_of_other_cells(results):
    results.store(CELL, passed=True, summary="9 passed")
    again = Results(results.path, commit="def")
    again.store(Cell("newest", "3.13", "python3.13"), passed=False, summary="1 failed")
    stored = json.loads(results.path.read_text())
    assert stored["lowest"] == {"commit": "abc", "passed": True, "summary": "9 passed"}
    assert stored["newest"]["commit"] == "def"


def test_only_what_passed_at_this_commit_is_skipped(results):
    assert not results.has_passed(CELL)
    results.store(CELL, passed=True, summary="")
    assert Results(results.path, commit="abc").has_passed(CELL)
    assert not Results(results.path, commit="def").has_passed(CELL)
    results.store(CELL, passed=False, summary="")
    assert not results.has_passed(CELL)


def test_nothing_is_skipped_in_a_changed_checkout(tmp_path):
    results = Results(tmp_path / "results.json", commit="")
    results.store(CELL, passed=True, summary="")
    assert not results.has_passed(CELL)


def test_a_damaged_file_of_results_counts_as_none(results):
    results.path.write_text("{")
    assert not results.has_passed(CELL)


def test_the_cells_named_run_even_if_they_passed(results):
    newest = Cell("newest", "3.13", "python3.13")
    results.store(CELL, passed=True, summary="")
    assert matrix.chosen([CELL, newest], [], results) == [newest]
    assert matrix.chosen([CELL, newest], ["lowest"], results) == [CELL]


def test_a_cell_that_is_not_there_is_refused(results):
    with pytest.raises(SystemExit, match=r"python3\.10.*lowest"):
        matrix.chosen([CELL], ["python3.10"], results)
