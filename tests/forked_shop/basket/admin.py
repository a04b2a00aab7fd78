"""Oscar's admin pages of this app, unchanged."""

from oscar.apps.basket.admin import *  # noqa: F403
