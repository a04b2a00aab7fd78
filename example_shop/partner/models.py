"""Oscar's models of this app, unchanged."""

from oscar.apps.partner.models import *  # noqa: F403
