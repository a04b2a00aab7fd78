"""What is in `checks/` belongs to the settings with django-oscar-api: test_beside_oscar_api.py runs it."""

import os

collect_ignore = ["checks"] if os.environ.get("DJANGO_SETTINGS_MODULE") != "tests.oscar_api.settings" else []
