"""What is in `checks/` belongs to the forked shop's own settings: test_forked_shop.py runs it."""

import os

collect_ignore = (
    ["checks"] if os.environ.get("DJANGO_SETTINGS_MODULE") != "tests.forked_shop.settings" else []
)
