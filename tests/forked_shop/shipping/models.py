"""Oscar's models of this app, unchanged."""

from oscar.apps.shipping.models import *  # noqa: F403
