"""``manage.py support_answers``."""

import json

import pytest
from django.core.management import CommandError, call_command

from support_plugin.answers.models import Article, ArticleText
from tests.answers.conftest import _lexical  # noqa: F401 (a fixture of all tests)

pytestmark = pytest.mark.django_db
ENTRY = {
    "key": "gift-wrap",
    "category": "gifts",
    "fa": {"question": "کادو می‌کنید؟", "answer": "بله.", "also": ["کادوپیچ دارین"]},
    "en": {"question": "Do you wrap gifts?", "answer": "Yes."},
}


def run(capsys, *arguments):
    call_command("support_answers", *map(str, arguments))
    return capsys.readouterr().out


def write(path, data):
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_ask_prints_key_score_outcome_and_runners_up(articles, capsys):
    output = json.loads(run(capsys, "ask", "--language", "fa", "هزینهٔ ارسال چقدر است؟"))
    assert (output["key"], output["outcome"], output["language"]) == ("shipping-cost", "sure", "fa")
    assert 0.5 < output["score"] <= 1
    assert all({"key", "score", "language"} == set(row) for row in output["runners_up"])


def test_ask_explains_its_score(articles, capsys):
    output = json.loads(run(capsys, "ask", "--explain", "--language", "en", "delivery cost"))
    assert output["why"]["concepts"] > 0


def test_ask_answers_nothing_with_nothing(articles, capsys):
    output = json.loads(run(capsys, "ask", "--language", "ar", "😀"))
    assert (output["key"], output["outcome"], output["score"]) == (None, "none", 0)


def test_evaluate_prints_the_figures_of_each_language(articles, capsys, tmp_path):
    questions = [
        {"language": "en", "text": "How much does delivery cost?", "expect": "shipping-cost"},
        {"language": "en", "text": "I forgot my password", "expect": "opening-hours"},
        {"language": "en", "text": "😀", "expect": None},
        {"language": "fa", "text": "سلام", "expect": None},
    ]
    output = json.loads(run(capsys, "evaluate", write(tmp_path / "q.json", questions)))
    assert list(output) == ["fa", "en"]
    wanted = {"hit1": 0.5, "answered": 1.0, "precision": 0.5, "oos_answered": 0.0}
    assert {name: output["en"][name] for name in wanted} == wanted
    assert output["fa"]["hit1"] is None


def test_a_broken_file_of_questions_is_refused_with_its_entry(tmp_path, capsys):
    path = write(tmp_path / "q.json", [{"language": "de", "text": "x", "expect": None}])
    with pytest.raises(CommandError, match="entry 1: “language” is none of fa, ar, en"):
        run(capsys, "evaluate", path)


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_what_is_exported_can_be_imported(articles, capsys, tmp_path, ending):
    write(tmp_path / "in.json", [ENTRY])
    run(capsys, "import", tmp_path / "in.json")
    text = ArticleText.objects.get(article__key="gift-wrap", language="en")
    text.answer = '=1+1\n- paper; "ribbon"\n- box'
    text.save()
    path = tmp_path / f"out.{ending}"
    run(capsys, "export", path)
    before = sorted(ArticleText.objects.values_list("article__key", "language", "question", "answer", "also"))
    Article.objects.all().delete()
    run(capsys, "import", path)
    after = sorted(ArticleText.objects.values_list("article__key", "language", "question", "answer", "also"))
    assert after == before


def test_importing_twice_changes_nothing(capsys, tmp_path):
    path = write(tmp_path / "in.json", [ENTRY])
    assert "1 new articles; 2 texts written" in run(capsys, "import", path)
    assert "0 new articles; 0 texts written, 2 as they were" in run(capsys, "import", path)


def test_a_broken_import_stores_nothing_and_names_the_entry(capsys, tmp_path):
    path = write(tmp_path / "in.json", [ENTRY, {"key": "b", "fa": {"question": "", "answer": "x"}}])
    with pytest.raises(CommandError, match=r"entry 2 \(b\): “fa” “question” is empty"):
        run(capsys, "import", path)
    assert not Article.objects.exists()


def test_vectors_need_the_extra(capsys):
    with pytest.raises(CommandError, match=r"\[semantic\]"):
        run(capsys, "embed")
