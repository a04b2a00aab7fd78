"""Settings to collect static files with: named as in the shop, but not compressed, which takes long."""

from example_shop.settings import *  # noqa: F403
from example_shop.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
