"""The example shop's settings, made quick and kept inside the folder of the test run."""

import os

from tools.run.scratch import current_scratch

SCRATCH = current_scratch()
# Before the shop's own settings are read: tests must not write into the demo's folder, nor into another's:
# whoever looks for files without rows would remove those of another process's database.
WORKER = os.environ.get("PYTEST_XDIST_WORKER") or f"alone-{os.getpid()}"
os.environ["EXAMPLE_SHOP_VAR"] = str(SCRATCH / "shop" / WORKER)
# The tests that want Redis ask for it (fixture `redis_url`).
os.environ.pop("REDIS_URL", None)

from example_shop.settings import *  # noqa: E402, F403
from example_shop.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file: of an in-memory database, threads would share one connection's lock without waiting for it.
    DATABASES["default"]["TEST"]["NAME"] = str(SCRATCH / f"test-{WORKER}.sqlite3")
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
