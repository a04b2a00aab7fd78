"""Pages of Django admin that only show."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """For a ModelAdmin, or an inline one, of what happened: nobody adds or changes it."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """No one writes here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No one changes anything here."""
        return False
