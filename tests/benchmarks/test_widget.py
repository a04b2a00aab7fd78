import json
import subprocess
from types import SimpleNamespace

import pytest

from benchmarks import widget
from benchmarks._widget import lighthouse

PAGE = "http://shop.example/basket/"
REPORT = {
    "finalDisplayedUrl": PAGE,
    "categories": {"performance": {"score": 0.97}},
    "audits": {
        "total-blocking-time": {"numericValue": 80.0},
        "cumulative-layout-shift": {"numericValue": 0.0},
    },
}
FIGURES = {"performance": 97, "tbt_ms": 80.0, "cls": 0.0}
BROKEN = {
    "it ends with an error": subprocess.CalledProcessError(1, "lighthouse"),
    "it hangs": subprocess.TimeoutExpired("lighthouse", 1),
    "it writes no report": "",
    "it found nothing painted": json.dumps({"runtimeError": {"message": "NO_FCP"}}),
    "the page led elsewhere": json.dumps({**REPORT, "finalDisplayedUrl": "http://shop.example/"}),
    "an audit failed": json.dumps({**REPORT, "categories": {"performance": {"score": None}}}),
}


@pytest.fixture
def runs(monkeypatch):
    """What Lighthouse answers, run by run."""
    answers = []

    def run(*words, **options):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(stdout=answer)

    monkeypatch.setattr(lighthouse, "node", lambda: "node")
    monkeypatch.setattr(lighthouse.subprocess, "run", run)
    return answers


@pytest.mark.parametrize("failure", BROKEN.values(), ids=BROKEN)
def test_a_failed_run_of_lighthouse_is_repeated(runs, tmp_path, failure):
    runs += [failure, json.dumps(REPORT)]
    assert lighthouse.score("chromium", PAGE, {}, tmp_path) == FIGURES


@pytest.mark.parametrize("failure", BROKEN.values(), ids=BROKEN)
def test_one_that_keeps_failing_is_missing(runs, tmp_path, failure):
    runs += [failure] * lighthouse.TRIES
    assert lighthouse.score("chromium", PAGE, {}, tmp_path) is None
    assert runs == []


def test_what_is_missing_is_reported_and_the_rest_counts():
    found = widget.lighthouse("with", [FIGURES, None, {**FIGURES, "performance": 99}])
    assert found["lighthouse_with"] == 98
    assert found["lighthouse_with_missing"] == 1


def test_a_page_without_any_score_is_reported_as_missing():
    page = {**widget.lighthouse("with", [None]), **widget.lighthouse("without", [FIGURES])}
    assert page["lighthouse_with"] is None
    assert widget.worst([page]) == {"lighthouse_with": None, "lighthouse_without": None}
    assert "missing with the app" in widget.lighthouse_line("basket", page)
    assert "97 without the app (97–97)" in widget.lighthouse_line("basket", page)
