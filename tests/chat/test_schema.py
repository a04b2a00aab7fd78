"""The description of the REST calls is complete, and up to date."""

import re
import subprocess
import sys

import yaml
from django.urls import get_resolver

from tools.openapi import FILE, describe
from tools.paths import ROOT

WITHOUT = """
import sys
sys.modules["drf_spectacular"] = None
import django
django.setup()
from support_plugin.chat import api
assert not [name for name in sys.modules if name.startswith("drf_spectacular.")]
"""


def test_the_description_is_up_to_date_and_drf_spectacular_has_no_complaint():
    assert FILE.read_text() == describe(), "run: python -m tools.openapi"


def test_every_call_is_described():
    paths = yaml.safe_load(FILE.read_text())["paths"]
    names = get_resolver("support_plugin.urls").reverse_dict
    ours = {f"/{names.getlist(name)[0][0][0][0]}" for name in names if str(name).startswith("api-")}
    assert {re.sub(r"%\((\w+)\)s", r"{\1}", path) for path in ours} == set(paths)


def test_every_error_of_a_call_is_described_with_its_codes():
    described = set()
    for calls in yaml.safe_load(FILE.read_text())["paths"].values():
        for call in calls.values():
            for status, answer in call["responses"].items():
                described |= {(code, status) for code in re.findall(r"`(\w+)`", answer["description"])}
    protocol = (ROOT / "docs" / "protocol.md").read_text()
    assert described == set(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", protocol, re.MULTILINE))


def test_the_app_works_without_drf_spectacular():
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
