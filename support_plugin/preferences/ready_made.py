"""Lists in Django admin with a button that adds what the app has ready."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST


class ReadyMadeAdminMixin(ModelAdmin):
    """Adds the button, and ``ready-made/`` behind it, to a list with a preview.

    Goes before the admin class.
    """

    change_list_template = "support_plugin/preferences/ready_made_list.html"
    # What is written on the button.
    ready_made_label: Any

    def add_ready_made(self) -> Sequence[Model]:
        """Store what the shop does not have yet; return it."""
        raise NotImplementedError

    def describe_ready_made(self, number: int) -> str:
        """Return what the admin is shown when so many were added; 0: all were there already."""
        raise NotImplementedError

    def get_urls(self) -> list[Any]:
        """Add the action that needs no row to be chosen."""
        view = self.admin_site.admin_view(require_POST(self.ready_made_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_ready_made"
        return [path("ready-made/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Name the button."""
        context = {"ready_made_label": self.ready_made_label, **(extra_context or {})}
        return super().changelist_view(request, context)

    def ready_made_view(self, request: HttpRequest) -> HttpResponse:
        """Add them, and say so."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        made = self.add_ready_made()
        for row in made:
            self.log_addition(request, row, [{"added": {}}])
        show = messages.success if made else messages.info
        show(request, self.describe_ready_made(len(made)))
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
