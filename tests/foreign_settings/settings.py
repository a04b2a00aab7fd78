"""Oscar's plain shop with the app, and on top of it one row of the table (rows.py)."""

import os
from pathlib import Path

from tests.helpers.no_migrations import NoMigrations
from tests.packaging.plain_shop.settings import *  # noqa: F403
from tools.paths import LOCALE

# Each shop has a folder of its own.
FOLDER = Path(os.environ["FOREIGN_SHOP_FOLDER"])

ROOT_URLCONF = "tests.packaging.plain_shop.urls"
ASGI_APPLICATION = "tests.languages.asgi.application"
ALLOWED_HOSTS = ["shop.example.test"]
CSRF_TRUSTED_ORIGINS = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "db.sqlite3"}}
DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
MEDIA_ROOT = FOLDER / "media"
STATIC_ROOT = FOLDER / "static"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("django.template.context_processors.i18n")  # noqa: F405
# Installed from the wheel, the app brings its catalogues along.
LOCALE_PATHS = [LOCALE]
LANGUAGES = [("en-gb", "British English"), ("fa", "فارسی"), ("ar", "العربية")]
TIME_ZONE = "Asia/Tehran"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True

MIGRATION_MODULES = NoMigrations()

if row := os.environ.get("FOREIGN_SHOP_ROW"):
    from tests.foreign_settings.rows import ROWS

    ROWS[row].apply(globals())
