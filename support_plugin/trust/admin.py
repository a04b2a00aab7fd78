"""Badges in Django admin."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin import clock
from support_plugin.formats.widgets import ReadersDateInput
from support_plugin.preferences.previews import PreviewAdminMixin
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import TextsAdminMixin, text_field_names
from support_plugin.search.queries import MAX_LENGTH
from support_plugin.trust.admin_warnings import badge_warnings
from support_plugin.trust.content_security import img_src_lines
from support_plugin.trust.expiry import EXPIRY_WARNING_DAYS, expires_soon
from support_plugin.trust.forms import BadgeForm
from support_plugin.trust.models import Badge, Placement
from support_plugin.trust.shown_badges import shown_badges
from support_plugin.trust.slots import group_badges, payment_note


@admin.register(Badge)
class BadgeAdmin(PreviewAdminMixin, TextsAdminMixin, admin.ModelAdmin):
    """The list warns of what shoppers can't believe; the page shows the badge as shoppers see it."""

    form = BadgeForm
    formfield_overrides = {models.DateField: {"widget": ReadersDateInput}}
    change_list_template = "support_plugin/trust/change_list.html"
    preview_title = _("Badges as shoppers see them")
    preview_template = "support_plugin/trust/preview.html"
    list_display = (
        "words",
        "name",
        "kind",
        "is_active",
        "valid_until",
        "link_ok",
        "checked_at",
        "position",
        "warning",
    )
    list_filter = ("kind", "is_active", "link_ok")
    search_fields = ("provider", "preset")
    readonly_fields = ("preview", "privacy", "link_ok", "checked_at", "problem")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Look for as much as the app's own search does: thousands of words are too much for a database."""
        return super().get_search_results(request, queryset, search_term[:MAX_LENGTH])

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        proof = ["seal_id", "seal_code", "verification_url", "valid_from", "valid_until"]
        return [
            (
                None,
                {"fields": ["preset", "kind", "provider", "image", *text_field_names("texts"), "preview"]},
            ),
            (_("Proof"), {"fields": [*proof, "link_ok", "checked_at", "problem"]}),
            (
                _("Picture from the provider"),
                {"fields": ["foreign_host_confirmed", "seal_picture_code", "privacy"]},
            ),
            (_("Place"), {"fields": ["placements", "languages", "countries", "position", "is_active"]}),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Say at the head of the list which badges end soon."""
        ending = [badge.name for badge in Badge.objects.exclude(valid_until=None) if expires_soon(badge)]
        if ending and request.method == "GET":
            text = ngettext(
                "This badge has ended or ends within %(days)d days: %(names)s",
                "These badges have ended or end within %(days)d days: %(names)s",
                len(ending),
            )
            messages.warning(request, text % {"days": EXPIRY_WARNING_DAYS, "names": _(", ").join(ending)})
        return super().changelist_view(request, extra_context)

    def preview_context(self, request: HttpRequest, language: str) -> dict[str, Any]:
        """Return every placement as it is today, over HTTPS."""
        country = request.GET.get("country", "").upper()[:2]
        return {
            "is_off": not get_preferences().badges_enabled,
            "country": country,
            "placements": _placements(language, country),
        }

    @admin.display(description=_("text"))
    def words(self, badge: Badge) -> str:
        """Return what the badge says, in the reader's language where it was written in that."""
        return badge.text or next(iter(badge.texts.values()), "") or badge.name

    @admin.display(description=_("provider"), ordering="provider")
    def name(self, badge: Badge) -> str:
        """Return whose seal it is."""
        return badge.name

    @admin.display(description=_("warning"))
    def warning(self, badge: Badge) -> str:
        """Return what keeps shoppers from believing this badge."""
        return format_html_join(" ", "{}", ((text,) for text in badge_warnings(badge)))

    @admin.display(description=_("what went wrong"))
    def problem(self, badge: Badge) -> str:
        """Return why the link did not answer when it was last asked."""
        return badge.link_problem

    @admin.display(description=_("preview"))
    def preview(self, badge: Badge) -> str:
        """Return the badge as it was last saved."""
        if not badge.pk:
            return str(_("Shown here after the badge was saved."))
        return _render([badge])

    @admin.display(description=_("content security policy"))
    def privacy(self, badge: Badge) -> str:
        """Return what the shop's policy must allow for pictures from providers."""
        lines = img_src_lines(badge.known_provider)
        if not lines:
            return _now("This provider's picture is not loaded from elsewhere.")
        return _now("Where the shop sends a Content-Security-Policy, it needs: %(lines)s") % {
            "lines": " / ".join(lines)
        }


def _render(badges: list[Badge]) -> str:
    has_seals = any(badge.seal_url for badge in badges)
    return render_to_string(
        "support_plugin/trust/badges.html", {"groups": group_badges(badges), "has_seals": has_seals}
    )


def _placements(language: str, country: str) -> list[dict[str, Any]]:
    today = clock.shop_day()
    with translation.override(language):
        found = []
        for placement in Placement:
            badges = shown_badges(placement, today, country=country or None, is_secure=True)
            note = payment_note(is_secure=True) if placement == Placement.PAYMENT else None
            head = render_to_string("support_plugin/trust/payment_note.html", note) if note else ""
            found.append({"label": placement.label, "note": head, "row": _render(badges) if badges else ""})
        return found
