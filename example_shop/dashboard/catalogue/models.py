"""Oscar's models of this app, unchanged."""

from oscar.apps.dashboard.catalogue.models import *  # noqa: F403
