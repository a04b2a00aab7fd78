"""Badges in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from support_plugin.preferences.texts import TextsAdminMixin, TextsForm, text_field_names
from support_plugin.trust.images import redraw
from support_plugin.trust.models import BOX_HEIGHT, BOX_WIDTH, Badge, Placement


class PictureField(forms.FileField):
    """Takes an upload and gives the picture drawn anew."""

    widget = AdminFileWidget

    def to_python(self, data: Any) -> Any:
        """Return the redrawn picture; None for no upload."""
        upload = super().to_python(data)
        return redraw(upload, upload.size, (BOX_WIDTH * 2, BOX_HEIGHT * 2)) if upload else None


class BadgeForm(TextsForm):
    """A badge with its text in every language."""

    texts = {"texts": forms.TextInput}
    text_max_length = 150
    image = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF, up to 2 MB; it is made to fit."),
    )
    placements = forms.MultipleChoiceField(
        label=_("Placements"), choices=Placement, widget=forms.CheckboxSelectMultiple, required=False
    )
    verification_url = forms.URLField(
        label=_("Verification link"),
        help_text=Badge._meta.get_field("verification_url").help_text,
        validators=Badge._meta.get_field("verification_url").validators,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Badge
        exclude = ("texts",)


@admin.register(Badge)
class BadgeAdmin(TextsAdminMixin, admin.ModelAdmin):
    """The list warns of badges that shoppers can't check; the page shows the badge as shoppers see it."""

    form = BadgeForm
    list_display = ("provider", "kind", "is_active", "valid_until", "position", "warning")
    list_filter = ("kind", "is_active")
    search_fields = ("provider",)
    readonly_fields = ("preview",)

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        return [
            (None, {"fields": ["kind", "provider", "image", *text_field_names("texts"), "preview"]}),
            (_("Proof"), {"fields": ["verification_url", "valid_from", "valid_until"]}),
            (_("Place"), {"fields": ["placements", "position", "is_active"]}),
        ]

    @admin.display(description=_("warning"))
    def warning(self, badge: Badge) -> str:
        """Return what keeps shoppers from believing this badge."""
        return (
            "" if badge.verification_url else str(_("No verification link: shoppers can't check this badge."))
        )

    @admin.display(description=_("preview"))
    def preview(self, badge: Badge) -> str:
        """Return the badge as it was last saved."""
        if not badge.pk:
            return str(_("Shown here after the badge was saved."))
        return render_to_string("support_plugin/trust/badges.html", {"badges": [badge]})
