"""The page *Unanswered questions* in Django admin, below the help articles."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from support_plugin.answers.unanswered.flows import draft_of_group
from support_plugin.answers.unanswered.queries import DAYS, LAST_DAYS, unanswered_report
from support_plugin.errors import Refused

TURNS_PERMISSION = "support_plugin.view_assistantturn"


class UnansweredAdminMixin(ModelAdmin):
    """Adds the page ``unanswered/``; goes before the admin class.

    For those who may see both articles and the assistant's answers; drafts are made by those who may add
    articles.
    """

    def get_urls(self) -> list[Any]:
        """Add the page."""
        view = self.admin_site.admin_view(self.unanswered_view)
        return [path("unanswered/", view, name="support_plugin_unanswered"), *super().get_urls()]

    def may_see_unanswered(self, request: HttpRequest) -> bool:
        """Return whether somebody may see what shoppers asked."""
        return self.has_view_permission(request) and request.user.has_perm(TURNS_PERMISSION)

    def unanswered_view(self, request: HttpRequest) -> HttpResponse:
        """Show the groups, or draft an article of one."""
        if not self.may_see_unanswered(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._draft(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Unanswered questions"),
            "report": unanswered_report(),
            "days": DAYS,
            "last_days": LAST_DAYS,
            "may_draft": self.has_add_permission(request),
        }
        return TemplateResponse(request, "support_plugin/answers/unanswered.html", context)

    def _draft(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        key = request.POST.get("group", "")
        try:
            article, is_new = draft_of_group(int(key) if key.isascii() and key.isdigit() else 0)
        except Refused as refused:
            messages.error(request, refused.detail)
            return redirect("admin:support_plugin_unanswered")
        message = _("A draft was made. Write the answer, then give it a date of publication.")
        messages.success(request, message if is_new else _("There is a draft of this already."))
        return redirect(reverse("admin:support_plugin_article_change", args=[article.pk]))
