"""A site that answers with what it knows of its caller, behind a proxy; it needs no database."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.deployment.served"
ALLOWED_HOSTS = ["127.0.0.1"]
MIDDLEWARE = []
SUPPORT_PLUGIN = {"CONNECTIONS_PER_MINUTE": 3}
