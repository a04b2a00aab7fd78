"""Oscar's plain shop with the app, in the one language that the environment names."""

import json
import os
from pathlib import Path

from tests.helpers.no_migrations import NoMigrations
from tests.packaging.plain_shop.settings import *  # noqa: F403
from tools.paths import LOCALE

# Each shop has a folder of its own, given by conftest.py, and what it wants otherwise than below.
FOLDER = Path(os.environ["LANGUAGE_SHOP_FOLDER"])

ROOT_URLCONF = "tests.packaging.plain_shop.urls"
ASGI_APPLICATION = "tests.languages.asgi.application"
ALLOWED_HOSTS = ["localhost", "testserver"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "db.sqlite3"}}
DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
MEDIA_ROOT = FOLDER / "media"
# Made once for all these shops.
STATICFILES_DIRS = [FOLDER.parent / "empty" / "static"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("django.template.context_processors.i18n")  # noqa: F405
# Installed from the wheel, the app brings its catalogues along.
LOCALE_PATHS = [LOCALE]
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True

globals().update(json.loads(os.environ["LANGUAGE_SHOP_SETTINGS"]))
if globals().get("TABLES_AT_ONCE"):
    MIGRATION_MODULES = NoMigrations()
