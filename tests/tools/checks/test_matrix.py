import json
import subprocess

import pytest
from packaging.requirements import Requirement

from tools.checks import matrix
from tools.checks.matrix import Results, lowest_pins
from tools.paths import ROOT, VENV_PYTHON

CELL = "lowest"


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


def test_each_django_is_tried_on_every_python_that_it_runs_on():
    assert {
        "lowest": ("3.11", ""),
        "python3.11-django5.2": ("3.11", "5.2"),
        **{
            f"python{python}-django{django}": (python, django)
            for python in ("3.12", "3.13")
            for django in ("5.2", "6.0", "6.1")
        },
        "newest": ("3.13", ""),
    } == matrix.CELLS


def test_nox_has_a_session_for_each_cell():
    command = [str(VENV_PYTHON), "-m", "nox", "--list", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    sessions = {session["name"]: session["python"] for session in json.loads(done.stdout)}
    assert sessions == {cell: python for cell, (python, _django) in matrix.CELLS.items()}


def test_a_result_is_stored_with_its_commit_beside_those_of_other_cells(results):
    results.store(CELL, passed=True, summary="9 passed")
    again = Results(results.path, commit="def")
    again.store("newest", passed=False, summary="1 failed")
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


def test_a_runs_last_line_is_its_summary(tmp_path):
    report = tmp_path / "pytest.txt"
    assert matrix.summary_of(report) == "could not be installed"
    report.write_text("..F\n==== 1 failed, 2 passed in 3.00s ====\n")
    assert matrix.summary_of(report) == "1 failed, 2 passed in 3.00s"


@pytest.fixture
def ran(monkeypatch, results):
    """The cells that nox was asked for."""
    asked = []
    monkeypatch.setattr(Results, "here", lambda: results)
    monkeypatch.setattr(matrix, "bring_up_all", lambda: ([], []))
    monkeypatch.setattr(matrix, "die_with_parent", lambda: None)

    def run(command, **options):
        asked.extend(command[command.index("--sessions") + 1 :])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(matrix.subprocess, "run", run)
    return asked


def test_without_names_those_run_that_have_not_passed(ran, results):
    results.store(CELL, passed=True, summary="")
    matrix.main([])
    assert ran == [cell for cell in matrix.CELLS if cell != CELL]


def test_the_cells_named_run_even_if_they_passed(ran, results):
    results.store(CELL, passed=True, summary="")
    assert matrix.main([CELL]) == 0
    assert ran == [CELL]
