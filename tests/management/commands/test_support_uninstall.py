"""Uninstalling: one command, after which a shop without the app's lines deletes carts and users."""

import os
import shutil
import subprocess
import sys
import textwrap
from uuid import uuid4

import psycopg
import pytest

from tests.languages.conftest import empty_shop
from tools.paths import ROOT
from tools.run.shop import clean_environment

pytestmark = [pytest.mark.any_database, pytest.mark.timeout(600)]

SETTINGS = """
    from pathlib import Path
    from tests.packaging.plain_shop.settings import *
    ROOT_URLCONF = "tests.packaging.plain_shop.urls"
    FOLDER = Path(__file__).parent
    MEDIA_ROOT = FOLDER / "media"
    if not os.environ.get("POSTGRES"):
        DATABASES["default"]["NAME"] = FOLDER / "db.sqlite3"
    SILENCED_SYSTEM_CHECKS = ["support_plugin.W017", "support_plugin.W011"]
"""
WITHOUT = """
    from with_lines import *
    INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "support_plugin"]
    MIDDLEWARE = [name for name in MIDDLEWARE if "support_plugin" not in name]
    OSCAR_DASHBOARD_NAVIGATION = OSCAR_DASHBOARD_NAVIGATION[:-1]
    ROOT_URLCONF = "oscar_urls"
    ASGI_APPLICATION = None
"""
ONLY_APP = """
    from without_lines import *
    INSTALLED_APPS = ["support_plugin", *INSTALLED_APPS]
"""
URLS = """
    from django.apps import apps
    from django.urls import include, path
    urlpatterns = [path("", include(apps.get_app_config("oscar").urls[0]))]
"""
FILL = """
    from uuid import uuid4
    import django; django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.core.files.base import ContentFile
    from django.utils import timezone
    from oscar.core.loading import get_model
    from support_plugin.carts.models import CartActivity
    from support_plugin.chat import flows
    from support_plugin.chat.files.models import Attachment
    from support_plugin.visitors.models import Visitor
    user = get_user_model().objects.create_user("shopper", "shopper@example.com", "pass")
    cart = get_model("basket", "Basket").objects.create(owner=user)
    CartActivity.objects.get_or_create(cart=cart, defaults={"last_active_at": timezone.now()})
    visitor = Visitor.objects.create(user=user)
    flows.start_conversation(visitor, uuid4(), "Is it fresh?", "/basket/", ())
    file = Attachment(visitor=visitor, sender="shopper", kind="file", name="a.pdf", size=1)
    file.file.save("a.pdf", ContentFile(b"x"))
    group = Group.objects.create(name="agents")
    group.permissions.add(Permission.objects.get(codename="answer_conversation"))
"""
DELETE = """
    import django; django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from oscar.core.loading import get_model
    assert get_model("basket", "Basket").objects.all().delete()[0]
    assert get_user_model().objects.all().delete()[0]
    assert not Permission.objects.filter(codename="answer_conversation").exists()
    assert not ContentType.objects.filter(app_label="support_plugin").exists()
"""


class PlainShop:
    """A plain shop with the app's lines, without them, and with the first alone."""

    def __init__(self, folder, **env):
        self.folder = folder
        self.env = {**clean_environment(), **env, "PYTHONPATH": f"{folder}:{ROOT}"}
        for name, text in {
            "with_lines": SETTINGS,
            "without_lines": WITHOUT,
            "only_app": ONLY_APP,
            "oscar_urls": URLS,
            "fill": FILL,
            "delete": DELETE,
        }.items():
            (folder / f"{name}.py").write_text(textwrap.dedent(text))

    def run(self, settings, *words, answer=""):
        return subprocess.run(
            [sys.executable, "-m", *words],
            env={**self.env, "DJANGO_SETTINGS_MODULE": settings},
            cwd=ROOT,
            input=answer,
            capture_output=True,
            text=True,
        )

    def do(self, settings, *words):
        done = self.run(settings, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def files(self):
        return [path for path in self.folder.glob("support_private/**/*") if path.is_file()]


@pytest.fixture(params=["sqlite", "postgres"] if os.environ.get("SUPPORT_SOAK") == "1" else ["sqlite"])
def shop(request, scratch, tmp_path):
    env = {}
    if request.param == "postgres":
        base = request.getfixturevalue("postgres_url")
        name = f"uninstall_{uuid4().hex[:8]}"
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        env["POSTGRES"] = base.rpartition("/")[0] + f"/{name}"
    shop = PlainShop(tmp_path, **env)
    if env:
        shop.do("with_lines", "django", "migrate", "--verbosity", "0")
    else:
        shutil.copy(empty_shop(scratch), tmp_path)
        shop.do("with_lines", "django", "migrate", "--fake", "--verbosity", "0")
    shop.do("with_lines", "fill")
    return shop


def test_after_uninstalling_a_shop_without_the_lines_deletes_carts_and_users(shop):
    # What it is for: with the tables left behind, the shop can't.
    assert "IntegrityError" in shop.run("without_lines", "delete").stderr
    assert shop.files() != []

    uninstall = ("django", "support_uninstall")
    for answer in ("n\n", ""):
        refused = shop.run("with_lines", *uninstall, answer=answer)
        assert refused.returncode == 1, refused.stdout
        assert "messages: 1" in refused.stdout
    assert shop.files() != []

    # The lines may be taken out first, but for the first.
    said = shop.do("only_app", *uninstall, "--no-input")
    assert "Now take the app's lines out" in said
    assert shop.files() == []
    assert "messages" not in shop.do("with_lines", *uninstall, "--no-input")
    shop.do("without_lines", "delete")
    # Not checked: these settings import those with the lines.
    shop.do("without_lines", "django", "migrate", "--check", "--skip-checks")

    # And back.
    shop.do("with_lines", "django", "migrate", "--verbosity", "0")
