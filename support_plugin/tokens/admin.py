"""Making and revoking tokens in Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from support_plugin.tokens.models import ApiToken
from support_plugin.tokens.queries import hash_token, new_token


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Superusers make tokens for anybody, others for themselves: a token has all its user's rights."""

    list_display = ["name", "user", "created_at", "expires_at"]
    raw_id_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[ApiToken]":
        """Show everybody's to superusers, to others their own."""
        found = super().get_queryset(request)
        return found if _is_superuser(request) else found.filter(user_id=request.user.pk)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Leave the user out where there is nothing to choose."""
        return [] if _is_superuser(request) or obj else ["user"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change one: it is revoked, and another one made."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the token, which only this answer holds."""
        if not _is_superuser(request):
            obj.user_id = request.user.pk
        obj.token = new_token()
        obj.key_hash = hash_token(obj.token)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Show the token, this once."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The token was made"),
            "opts": self.opts,
            "token": obj.token,
            "name": str(obj),
        }
        template = "support_plugin/tokens/made.html"
        return never_cache(lambda request: TemplateResponse(request, template, context))(request)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
