from tools.setup.stamps import Stamp, fingerprint


def test_a_fingerprint_changes_with_content_name_and_words(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("a")
    seen = {fingerprint([one]), fingerprint([two]), fingerprint([one], "3.11"), fingerprint([one], "3.12")}
    one.write_text("b")
    seen.add(fingerprint([one]))
    assert len(seen) == 5


def test_a_fingerprint_does_not_depend_on_the_order_or_the_time(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    before = fingerprint([one, two])
    one.write_text("a")
    assert fingerprint([two, one]) == before


def test_a_stamp_names_what_was_written_last(tmp_path):
    stamp = Stamp("step", folder=tmp_path / "new")
    assert stamp.read() is None
    stamp.write({"key": "1"})
    assert Stamp("step", folder=tmp_path / "new").read() == {"key": "1"}


def test_a_damaged_stamp_counts_as_none(tmp_path):
    (tmp_path / "step.json").write_text("{")
    assert Stamp("step", folder=tmp_path).read() is None
