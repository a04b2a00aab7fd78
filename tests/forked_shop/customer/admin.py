"""Oscar's admin pages of this app, unchanged."""

from contextlib import suppress

with suppress(ModuleNotFoundError):  # Oscar 4.1 has none
    from oscar.apps.customer.admin import *  # noqa: F403
