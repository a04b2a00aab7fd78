"""Oscar's models of this app, unchanged."""

from oscar.apps.checkout.models import *  # noqa: F403
