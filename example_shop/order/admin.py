"""Oscar's admin pages of this app."""

from oscar.apps.order.admin import *  # noqa: F403
