"""The example shop with a task backend that has workers, for processes that deliver and are killed."""

from tests.soak.settings import *  # noqa: F403
from tests.soak.settings import INSTALLED_APPS

INSTALLED_APPS += ["django_tasks_db"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
