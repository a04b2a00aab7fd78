"""Oscar's admin pages of this app, unchanged."""

from oscar.apps.order.admin import *  # noqa: F403
