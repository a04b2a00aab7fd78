"""Oscar's admin pages of this app, unchanged."""

from oscar.apps.shipping.admin import *  # noqa: F403
