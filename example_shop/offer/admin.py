"""Oscar's admin pages of this app."""

from oscar.apps.offer.admin import *  # noqa: F403
