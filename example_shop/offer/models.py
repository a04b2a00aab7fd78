"""Oscar's models of this app, unchanged but for their translations."""

from oscar.apps.offer.models import *  # noqa: F403
