"""Oscar's admin pages of this app, unchanged."""

from oscar.apps.customer.admin import *  # noqa: F403
