"""The example shop with the limits it comes with; tables are made from the models."""

from tests.soak.settings import *  # noqa: F403

SUPPORT_PLUGIN = {}
