"""Oscar's admin pages of this app."""

from oscar.apps.address.admin import *  # noqa: F403
