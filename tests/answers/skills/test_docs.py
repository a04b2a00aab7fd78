"""The example of docs/skills.md runs as it stands there."""

import re

import pytest

from support_plugin.answers.skills import registry
from tests.answers.skills.built_in.test_orders import make_order
from tools.paths import ROOT

pytestmark = pytest.mark.django_db


def test_the_example_answers(customer, shopper, guest, ask):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "skills.md").read_text(), re.DOTALL)
    exec(compile(code, "docs/skills.md", "exec"), {})  # noqa: S102
    make_order(shopper, "100017", "Pending")
    reply = ask("can you merge my orders and combine them in one parcel?", customer)
    assert reply.skill == "our-shop-one-parcel"
    assert "100017" in reply.text
    assert ask("can you merge my orders and combine them in one parcel?", guest) is None


def test_the_page_names_every_built_in_skill():
    text = (ROOT / "docs" / "skills.md").read_text()
    named = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    assert {skill.name for skill in registry.registered()} <= named
