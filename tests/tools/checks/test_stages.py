"""Stages of `make test`: side by side, each with files of its own, their outputs one after another."""

import sys
from pathlib import Path

import pytest

from tools.checks import stages
from tools.checks.stages import Stage, run_side_by_side, slowest_of_node
from tools.run.scratch import VARIABLE

WAIT = "import pathlib, time\nwhile not pathlib.Path({!r}).exists(): time.sleep(0.01)\n"
TOUCH = "import pathlib\npathlib.Path({!r}).touch()\n"


def is_running(pid):
    """A process that nobody has waited for yet is not."""
    path = Path(f"/proc/{pid}/stat")
    return path.exists() and path.read_text().rpartition(")")[2].split()[0] != "Z"


def stage(name, code, **env):
    return Stage(name, f"The {name} stage", [sys.executable, "-c", code], env)


def test_two_run_at_once(tmp_path):
    """Each waits for what the other does; one after the other, neither would end."""
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    stages = [
        stage("one", TOUCH.format(a) + WAIT.format(b)),
        stage("two", WAIT.format(a) + TOUCH.format(b)),
    ]
    run_side_by_side(stages, tmp_path)
    assert all(each.is_good for each in stages)


def test_one_begins_when_another_has_made_room(tmp_path):
    mark = str(tmp_path / "mark")
    second = stage("two", f"import os, sys\nsys.exit(not os.path.exists({mark!r}))")
    run_side_by_side([stage("one", TOUCH.format(mark)), second], tmp_path, at_once=1)
    assert second.is_good


def test_what_comes_after_another_lets_others_go_first(tmp_path):
    """There is room for it from the beginning; the first ends only when the last has begun."""
    mark, begun = str(tmp_path / "mark"), str(tmp_path / "begun")
    first = stage("one", WAIT.format(begun) + TOUCH.format(mark))
    second = stage("two", f"import os, sys\nsys.exit(not os.path.exists({mark!r}))")
    second.after = first
    run_side_by_side([first, second, stage("three", TOUCH.format(begun))], tmp_path)
    assert second.is_good


def test_a_light_one_takes_no_room(tmp_path):
    """It ends when the other one has begun, and the other way round."""
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    light = stage("light", TOUCH.format(a) + WAIT.format(b))
    light.is_light = True
    stages = [light, stage("one", WAIT.format(a) + TOUCH.format(b))]
    run_side_by_side(stages, tmp_path, at_once=1)
    assert all(each.is_good for each in stages)


def test_a_failure_is_reported_and_ends_nothing_else(tmp_path):
    first, second = (
        stage("one", "import sys\nsys.exit(3)"),
        stage("two", TOUCH.format(str(tmp_path / "mark"))),
    )
    run_side_by_side([first, second], tmp_path, at_once=1)
    assert (first.code, first.is_good, second.is_good) == (3, False, True)
    assert (tmp_path / "mark").exists()


def test_a_run_that_selected_no_test_is_good(tmp_path):
    one = stage("one", "import sys\nsys.exit(5)")
    run_side_by_side([one], tmp_path)
    assert one.is_good


def test_each_has_a_folder_of_its_own_for_what_it_writes(tmp_path, capfd):
    code = f"import os, tempfile\nprint(os.environ[{VARIABLE!r}], tempfile.mkdtemp(), os.environ['MORE'])"
    run_side_by_side([stage("one", code, MORE="a"), stage("two", code, MORE="b")], tmp_path)
    words = dict.fromkeys(line for line in capfd.readouterr().out.splitlines() if line.startswith("/"))
    scratch, temporary, more = zip(*(line.split() for line in words), strict=True)
    assert set(scratch) == {str(tmp_path / "one"), str(tmp_path / "two")}
    assert all(made.startswith(own) for own, made in zip(scratch, temporary, strict=True))
    assert set(more) == {"a", "b"}


def test_outputs_are_printed_one_after_another_whole(tmp_path, capfd):
    """The second writes while the first is not done."""
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    first = "print('first begins', flush=True)\n" + TOUCH.format(a) + WAIT.format(b) + "print('first ends')"
    second = WAIT.format(a) + "print('second', flush=True)\n" + TOUCH.format(b)
    run_side_by_side([stage("one", first), stage("two", second)], tmp_path)
    output = capfd.readouterr().out
    assert "first begins\nfirst ends\n" in output
    assert output.count("second\n") == 1


def test_whoever_ends_the_run_ends_what_runs(tmp_path, monkeypatch):
    """With what it has started."""
    child = "import os, pathlib, subprocess, sys\nchild = subprocess.Popen(['sleep', '60'])\n"
    child += f"pathlib.Path({str(tmp_path / 'new')!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
    child += f"os.rename({str(tmp_path / 'new')!r}, {str(tmp_path / 'pids')!r})\nchild.wait()"

    def interrupt(_seconds):
        if (tmp_path / "pids").exists():
            monkeypatch.undo()
            raise KeyboardInterrupt

    monkeypatch.setattr(stages.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_side_by_side([stage("one", child)], tmp_path)
    pids = (tmp_path / "pids").read_text().split()
    assert [is_running(int(pid)) for pid in pids] == [False, False]


@pytest.mark.parametrize(
    "line",
    [
        "==== 1 failed, 11773 passed in 619.76s (0:10:19) ====",
        "FAILED tests/across/test_docs.py::test_x",
        "RERUN tests/browser/x.py::test_y",
        "NOT TESTED (3 tests): Redis was not found",
        "# tests 426",
    ],
)
def test_the_summary_has_counts_and_whatever_failed(tmp_path, line):
    one = stage("one", f"print({line!r})\nprint('tests/a.py ... [ 40%]')")
    run_side_by_side([one], tmp_path)
    assert one.summary == [line]


def test_how_far_it_is_is_said_while_it_runs(tmp_path, capfd):
    code = "print('.... [ 47%]', flush=True)\n"
    run_side_by_side([stage("one", code)], tmp_path)
    assert "[one: 40 %]" in capfd.readouterr().out


@pytest.mark.parametrize(
    "line", ["ok {n} - test {n}\n  ---\n  duration_ms: {ms}\n  ...\n", "✔ test {n} ({ms}ms)\n"]
)
def test_of_nodes_tests_the_ten_slowest_are_named(line):
    lines = "".join(line.format(n=n, ms=n * 100) for n in range(1, 13))
    slowest = slowest_of_node(
        f"{lines}ok 13 - a suite\n  ---\n  duration_ms: 9000\n  type: 'suite'\n"
    ).splitlines()
    assert slowest[1:] == [f"{n / 10:.2f}s test {n}" for n in range(12, 2, -1)]
    assert slowest_of_node("nothing of Node's") == ""
