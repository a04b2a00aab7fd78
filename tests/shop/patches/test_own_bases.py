"""In a shop with Oscar's own templates, e-mails say which way the reader's language runs."""

from pathlib import Path
from types import SimpleNamespace

import oscar
import pytest
from django.template.backends.django import DjangoTemplates
from django.utils import translation

import support_plugin
from tests.example_shop.visible_text import PageReader

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
OURS, OSCARS = (str(Path(module.__file__).parent / "templates") for module in (support_plugin, oscar))
SITE = SimpleNamespace(name="Shop", domain="shop.example")
# Oscar's e-mails in HTML, and what they need; that of a registration is a bare paragraph.
MAILS = {
    "email_changed": {"new_email": "new@example.com", "reset_url": "/reset/"},
    "password_changed": {"reset_url": "/reset/"},
    "password_reset": {"reset_url": "/reset/"},
    "product_alert": {
        "alert": SimpleNamespace(
            user=None, product=SimpleNamespace(get_title="Tea", get_absolute_url="/tea/")
        )
    },
}


def render(name, values=None, folders=(OURS, OSCARS)):
    """Render a template as a shop with these folders does."""
    options = {"context_processors": ["django.template.context_processors.i18n"]}
    engine = DjangoTemplates({"NAME": "stock", "DIRS": list(folders), "APP_DIRS": False, "OPTIONS": options})
    return engine.get_template(name).render({"site": SITE, **(values or {})}, None)


class Directions(PageReader):
    """Notes the direction that holds around each text."""

    def __init__(self, language):
        super().__init__(language)
        self.around = {}
        self.stack = []

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        if len(self._open) > len(self.stack):
            self.stack.append(dict(attrs).get("dir") or (self.stack[-1] if self.stack else ""))

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        del self.stack[len(self._open) :]

    def handle_data(self, data):
        if data.strip() and not self._is_silent:
            self.around[data.strip()] = self.stack[-1]


def directions(html, language):
    reader = Directions(language)
    reader.feed(html)
    return set(reader.around.values())


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("ar", "rtl"), ("en", "")])
def test_every_text_of_oscars_e_mails_runs_the_readers_way(language, direction, name):
    with translation.override(language):
        html = render(f"oscar/communication/emails/commtype_{name}_body.html", MAILS[name])
    assert directions(html, language) == {direction}
    assert html.count("<table") == html.count("</table>")


def test_a_shops_own_base_is_left_alone(tmp_path):
    name = "oscar/communication/emails/base.html"
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("<div>{% block header %}{% endblock %}</div>")
    with translation.override("fa"):
        assert render(name, folders=(OURS, str(tmp_path), OSCARS)) == render(name, folders=(str(tmp_path),))


def test_a_base_of_oscars_that_says_its_direction_gets_no_second_one(tmp_path, monkeypatch):
    name = "oscar/communication/emails/base.html"
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text('<html dir="rtl">{% block header %}{% endblock %}')
    monkeypatch.setattr("support_plugin.shop.patches.own_bases._TEMPLATES", tmp_path)
    with translation.override("fa"):
        assert render(name, folders=(OURS, str(tmp_path))).count("dir=") == 1
