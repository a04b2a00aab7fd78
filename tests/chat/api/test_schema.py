"""The description of the REST calls is complete, and up to date."""

import re
import subprocess
import sys

import pytest
import yaml
from django.urls import get_resolver

from support_plugin.errors import Code
from tools.docs.openapi import FILE, describe
from tools.paths import ROOT

pytestmark = pytest.mark.any_database

WITHOUT = """
import sys
sys.modules["drf_spectacular"] = None
import django
django.setup()
from support_plugin.chat.api import conversations
assert not [name for name in sys.modules if name.startswith("drf_spectacular.")]
"""

OWN_SCRIPTS = tuple(
    f"/support/api/v1/{name}/"
    for name in ("hesitations", "prompts", "push", "duty", "site-messages", "typed-contacts", "exposures")
)


def test_the_description_is_up_to_date_and_drf_spectacular_has_no_complaint():
    assert FILE.read_text() == describe(), "run: python -m tools.docs.openapi"


def test_every_call_is_described():
    paths = yaml.safe_load(FILE.read_text())["paths"]
    names = get_resolver("support_plugin.urls").reverse_dict
    ours = {f"/{names.getlist(name)[0][0][0][0]}" for name in names if str(name).startswith("api-")}
    # The app's own scripts call these, nobody else's program.
    ours = {path for path in ours if not path.startswith(OWN_SCRIPTS)}
    assert {re.sub(r"%\((\w+)\)s", r"{\1}", path) for path in ours} == set(paths)


def test_every_error_of_a_call_is_described_with_its_codes():
    described = set()
    for calls in yaml.safe_load(FILE.read_text())["paths"].values():
        for call in calls.values():
            for status, answer in call["responses"].items():
                described |= {(code, status) for code in re.findall(r"`(\w+)`", answer["description"])}
    protocol = (ROOT / "docs" / "protocol.md").read_text()
    documented = dict(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", protocol, re.MULTILINE))
    assert documented == {code.value: str(code.status) for code in Code}
    # Of a socket alone, and of calls that are not described.
    assert described == set(documented.items()) - {("not_followed", "409"), ("method_not_allowed", "405")}


def test_the_description_is_valid_and_a_client_is_generated_from_it_without_a_complaint(tmp_path):
    validator = pytest.importorskip("openapi_spec_validator")
    pytest.importorskip("openapi_python_client")
    description = yaml.safe_load(FILE.read_text())
    validator.validate(description)
    settings = tmp_path / "settings.yaml"
    settings.write_text("post_hooks: []")
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(FILE)]
    options = ["--output-path", str(tmp_path / "client"), "--meta", "none", "--config", str(settings)]
    done = subprocess.run([*generator, *options, "--fail-on-warning"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    upload = (tmp_path / "client" / "models" / "upload.py").read_text()
    assert "file: File" in upload


def test_a_generator_learns_where_the_shop_is_and_who_may_call():
    description = yaml.safe_load(FILE.read_text())
    assert description["servers"]
    assert set(description["components"]["securitySchemes"]) == {"session", "visitor", "csrf", "token"}
    for path, calls in description["paths"].items():
        for method, call in calls.items():
            is_open = call["operationId"] in OPEN
            assert (not call.get("security") or {} in call["security"]) == is_open, path
            if not is_open and method != "get":
                assert {"session": [], "csrf": []} in call["security"]


OPEN = {
    *("getSession", "getUnread", "getQuote", "getFreeShippingProgress", "getBadges"),
    *("getSuggestedArticles", "findArticles", "getArticle"),
}


def test_the_app_works_without_drf_spectacular():
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
