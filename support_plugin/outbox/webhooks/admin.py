"""Webhooks in Django admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from support_plugin import clock
from support_plugin.formats.dates import format_date
from support_plugin.outbox.kinds import find_kind
from support_plugin.outbox.webhooks.forms import WebhookForm
from support_plugin.outbox.webhooks.managing import (
    give_secret,
    pause_by_hand,
    resume,
    rotate_secret,
    send_test,
)
from support_plugin.outbox.webhooks.models import WebhookEndpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(admin.ModelAdmin):
    """Its secret is shown once, in the answer to the request that made it."""

    form = WebhookForm
    list_display = ["name", "address", "wanted", "is_enabled", "condition", "last_success_at"]
    readonly_fields = ["condition", "last_success_at", "secret_hint"]
    actions = ["send_test", "new_secret", "pause", "resume"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the page's sections; a new one has no past."""
        fields = ["name", "url", "kinds", "is_enabled"]
        return [(None, {"fields": [*fields, *(self.readonly_fields if obj else [])]})]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Say at the head of the list which ones have stopped by themselves."""
        by_hand = WebhookEndpoint.PauseReason.ADMIN
        stopped = WebhookEndpoint.objects.exclude(paused_at=None).exclude(pause_reason=by_hand)
        for endpoint in stopped.filter(is_enabled=True) if request.method == "GET" else ():
            text = _now("%(name)s gets nothing any more: %(reason)s. What happens waits until you resume it.")
            reason = endpoint.get_pause_reason_display()
            messages.warning(request, text % {"name": endpoint.name, "reason": reason})
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Give a new one its secret; of another, change only what the form has."""
        if change:
            obj.save(update_fields=form.changed_data)
            return
        obj.shown_secret = give_secret(obj, clock.now())
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Show the secret, this once."""
        return self._show_secret(request, obj, obj.shown_secret)

    @admin.action(description=_("Send a test event"), permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: "QuerySet[WebhookEndpoint]") -> None:
        """Send one at once, and show the answer."""
        for endpoint in queryset[:5]:
            problem = send_test(endpoint).problem
            if problem:
                text = _now("%(name)s did not take the test event: %(problem)s")
                messages.error(request, text % {"name": endpoint.name, "problem": problem})
            else:
                messages.success(request, _now("%(name)s took the test event.") % {"name": endpoint.name})

    @admin.action(description=_("Make a new secret"), permissions=["change"])
    def new_secret(self, request: HttpRequest, queryset: "QuerySet[WebhookEndpoint]") -> HttpResponse | None:
        """Show the new one, this once."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            messages.error(request, _now("Choose one webhook: its new secret is shown this once."))
            return None
        self.log_change(request, chosen[0], _now("A new secret was made."))
        return self._show_secret(request, chosen[0], rotate_secret(chosen[0]))

    @admin.action(description=_("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: "QuerySet[WebhookEndpoint]") -> None:
        """What happens meanwhile waits."""
        for endpoint in queryset:
            pause_by_hand(endpoint)

    @admin.action(description=_("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[WebhookEndpoint]") -> None:
        """What has waited goes first."""
        for endpoint in queryset:
            resume(endpoint)

    @admin.display(description=_("address"), ordering="url")
    def address(self, endpoint: WebhookEndpoint) -> str:
        """Return where it is; what follows a "?" is often a password."""
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', endpoint.url.partition("?")[0])

    @admin.display(description=_("events"))
    def wanted(self, endpoint: WebhookEndpoint) -> str:
        """Return what it is notified of."""
        kinds = [find_kind(name) for name in endpoint.kinds]
        return format_html_join(_now(", "), "{}", ((kind.label,) for kind in kinds if kind))

    @admin.display(description=_("health"))
    def condition(self, endpoint: WebhookEndpoint) -> str:
        """Return how it is doing."""
        if endpoint.paused_at:
            return str(endpoint.get_pause_reason_display())
        if endpoint.failing_since:
            return _now("Failing since %(time)s") % {
                "time": format_date(clock.local(endpoint.failing_since), "DATETIME_FORMAT")
            }
        return _now("Working") if endpoint.last_success_at else _now("Nothing sent yet")

    @admin.display(description=_("secret"))
    def secret_hint(self, endpoint: WebhookEndpoint) -> str:
        """Say where a secret comes from."""
        return _now(
            "It was shown when it was made. An action of the list makes a new one; both are valid for a day."
        )

    def _show_secret(self, request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("The secret was made"),
            "opts": self.opts,
            "secret": secret,
            "name": str(endpoint),
        }
        template = "support_plugin/outbox/secret.html"
        return never_cache(lambda request: TemplateResponse(request, template, context))(request)
