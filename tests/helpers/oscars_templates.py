"""The example shop with Oscar's own templates in the place of the shop's."""

import copy
from pathlib import Path
from typing import Any

import oscar
from django.contrib import admin

import support_plugin


def use_oscars_templates(settings: Any) -> None:
    """Change the settings of a test, so that its shop has no templates of its own."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["DIRS"] = [
        str(Path(str(package.__file__)).parent / "templates") for package in (support_plugin, oscar, admin)
    ]
    settings.TEMPLATES = templates
