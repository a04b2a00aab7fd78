"""Languages in Django admin, by their names in place of their codes."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AllValuesFieldListFilter, display
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext_lazy as _

from support_plugin.text.language import language_name


class LanguageFilter(AllValuesFieldListFilter):
    """Those that occur."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Return Django's choices, which show the codes."""
        for choice in super().choices(changelist):
            # With their number behind it, where that is asked for.
            code, space, number = str(choice["display"]).partition(" ")
            yield {**choice, "display": f"{language_name(code)}{space}{number}"}


class NamesLanguage:
    """For a ModelAdmin: ``"spoken"``, among its readonly fields, is a row's ``language`` by name."""

    @display(description=_("language"), ordering="language")
    def spoken(self, row: Any) -> str:
        """Return the language's name; empty where it is not known."""
        return language_name(row.language) if row.language else ""
