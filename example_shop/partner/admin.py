"""Oscar's admin pages of this app."""

from oscar.apps.partner.admin import *  # noqa: F403
