"""Which tests run on PostgreSQL too: tests/helpers/statements.py."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import statements
from tests.helpers.statements import WITNESSES, chosen, function_of, read, shape
from tools.paths import ROOT, VENV_PYTHON
from tools.run.shop import clean_environment

NOTED = ROOT / "tests" / "tools" / "noted_tests.py"


def test_a_statement_is_the_same_whatever_its_lists_and_numbers():
    long, short = (
        "SELECT a FROM t WHERE b IN (%s, %s, %s) LIMIT 21",
        "SELECT a FROM t WHERE b IN (%s) LIMIT 5",
    )
    assert shape(long) == shape(short)
    assert shape(short) != shape("SELECT a FROM t WHERE c IN (%s) LIMIT 5")


@pytest.mark.parametrize("sql", ["SAVEPOINT s1", "BEGIN", 'RELEASE SAVEPOINT "s"', "PRAGMA foreign_keys"])
def test_what_asks_nothing_of_a_table_is_no_statement(sql):
    assert shape(sql) == ""


def test_of_equal_tests_as_many_are_chosen_as_are_wanted():
    assert len(chosen({name: {"one"} for name in "abcdef"})) == WITNESSES


def test_cases_of_one_test_are_no_two_witnesses():
    assert len(chosen({"a[1]": {"one"}, "a[2]": {"one"}, "b": {"one"}})) == 2
    assert "b" in chosen({"a[1]": {"one"}, "a[2]": {"one"}, "b": {"one"}})


def test_a_statement_of_one_test_alone_is_executed():
    assert "rare" in chosen({"a": {"one", "two"}, "b": {"one", "two"}, "c": {"one"}, "rare": {"three"}})


def test_without_statements_nothing_is_chosen():
    assert chosen({"a": set()}) == set()


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.integers(0, 3)).map(lambda pair: f"{pair[0]}[{pair[1]}]"),
        st.sets(st.sampled_from("123456789")),
    )
)
def test_each_statement_has_its_witnesses_and_the_choice_is_always_the_same(lists):
    found = chosen(lists)
    assert found == chosen(dict(reversed(lists.items())))
    for one in set().union(*lists.values()):
        there_are = {function_of(test) for test in lists if one in lists[test]}
        have_it = {function_of(test) for test in found if one in lists[test]}
        assert len(have_it) >= min(WITNESSES, len(there_are))


def test_notes_of_all_processes_are_read(tmp_path):
    (tmp_path / "gw0.tsv").write_text("a\tone,two\n", "utf-8")
    (tmp_path / "gw1.tsv").write_text("b\t\n", "utf-8")
    assert read(tmp_path) == {"a": {"one", "two"}, "b": set()}


class TestLeavingOut:
    """What of a collection is left for PostgreSQL."""

    @pytest.fixture
    def left(self, monkeypatch, tmp_path, request):
        """A function that returns the names of those items that run, of tests with these notes."""

        def run(notes, **marks):
            lines = [f"{name}\t{','.join(sorted(own))}\n" for name, own in notes.items()]
            (tmp_path / "gw0.tsv").write_text("".join(lines), "utf-8")
            items = [
                FakeItem(name, marks.get(name, {"database": {}})) for name in [*notes, *marks.keys() - notes]
            ]
            statements.pytest_collection_modifyitems(request.config, items)
            return {item.nodeid for item in items}

        monkeypatch.setenv(statements.VARIABLE, str(tmp_path))
        monkeypatch.setattr(statements, "connection", Named("postgresql"))
        # It is said to the real run otherwise.
        monkeypatch.setattr(request.config.hook, "pytest_deselected", lambda items: None)
        return run

    def test_what_executes_nothing_of_its_own_is_left_out(self, left):
        assert len(left({name: {"one"} for name in ("a", "b", "c", "d")})) == WITNESSES

    def test_whoever_left_no_notes_runs(self, left):
        notes = {name: {"one"} for name in ("a", "b", "c")}
        assert "skipped_on_sqlite" in left(notes, skipped_on_sqlite={"database": {}})

    def test_real_transactions_run_in_every_case(self, left):
        notes = {f"race[{number}]": {"one"} for number in range(5)}
        real = {"database": {}, "django_db": {"transaction": True}}
        assert left(notes, **dict.fromkeys(notes, real)) == set(notes)

    @pytest.mark.parametrize(
        "file", ["tests/a/test_bad_input.py", "tests/a/test_attacks.py", "tests/across/test_hostile_texts.py"]
    )
    def test_what_is_refused_runs_in_every_case(self, left, file):
        notes = {f"{file}::test[{number}]": {"one"} for number in range(5)}
        assert left(notes) == set(notes)

    def test_on_sqlite_nothing_is_left_out(self, left, monkeypatch):
        monkeypatch.setattr(statements, "connection", Named("sqlite"))
        assert len(left({name: {"one"} for name in ("a", "b", "c", "d")})) == 4

    def test_without_a_folder_nothing_is_left_out(self, left, monkeypatch):
        monkeypatch.delenv(statements.VARIABLE)
        assert len(left({name: {"one"} for name in ("a", "b", "c", "d")})) == 4


class Named:
    """A connection to a database of this kind."""

    def __init__(self, vendor):
        self.vendor = vendor


class FakeItem:
    """A test with a name and marks: name of the mark to its words."""

    def __init__(self, nodeid, marks):
        self.nodeid, self.marks, self.fixturenames = nodeid, marks, ()

    def get_closest_marker(self, name):
        return pytest.Mark(name, (), self.marks[name], _ispytest=True) if name in self.marks else None


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """What each of those tests executes, noted in a process of its own: that is decided when it starts."""
    folder = tmp_path_factory.mktemp("notes")
    command = [str(VENV_PYTHON), "-m", "pytest", "-q", "-n", "0", "-o", f"cache_dir={folder}", str(NOTED)]
    environment = {**clean_environment(), statements.VARIABLE: str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return {test.rpartition("::")[2]: own for test, own in read(folder).items()}


def test_each_test_has_its_own_statements(notes):
    assert notes["test_of_nothing"] == set()
    assert len(notes["test_of_users"]) == 1
    assert len(notes["test_of_users_and_sites"]) == 2
    assert notes["test_of_users"] < notes["test_of_users_and_sites"]


def test_threads_belong_to_their_test(notes):
    assert notes["test_of_a_thread"] == notes["test_of_users"]


@pytest.mark.parametrize(
    ("without", "name"),
    [
        ("test_of_users", "test_of_locked_users"),
        ("test_of_users", "test_of_users_in_turn"),
        ("test_of_tables", "test_of_tables_and_the_vendor"),
    ],
)
def test_what_only_another_database_would_do_is_a_statement_of_its_own(notes, without, name):
    """A lock, and functions that ask which database it is."""
    assert notes[without] < notes[name]
    assert len(notes[name]) == len(notes[without]) + 1


def test_a_skipped_test_has_no_notes(notes):
    assert "test_of_users" in notes
    assert "test_skipped" not in notes
