"""The example shop with Oscar's own templates in the place of the shop's."""

from pathlib import Path

import oscar
from django.contrib import admin

import support_plugin
from tests.browser.helpers.settings import *  # noqa: F403
from tests.browser.helpers.settings import TEMPLATES

TEMPLATES[0]["APP_DIRS"] = False
TEMPLATES[0]["DIRS"] = [
    str(Path(package.__file__).parent / "templates") for package in (support_plugin, oscar, admin)
]
