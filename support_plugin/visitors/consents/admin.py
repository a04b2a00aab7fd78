"""Consents, and contacts without reminders, in Django admin. Addresses are searched for, and never shown."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.languages import NamesLanguage
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import SHOWN, Consent, Suppression
from support_plugin.visitors.contacts import contact_hash, hashes_of, kind_of
from support_plugin.web.read_only import ReadOnly


class ByContact(admin.ModelAdmin):
    """Rows that know their contact by hash."""

    # Shows the search box; what it does is below.
    search_fields = ["=contact_hash"]
    search_help_text = _("The whole e-mail address or telephone number; it is stored as a hash alone")
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Find a contact's rows by the address itself."""
        typed = search_term.strip()
        if not typed:
            return queryset, False
        return queryset.filter(contact_hash__in=set(hashes_of(kind_of(typed), typed)) - {""}), False

    @admin.display(description=_("contact"))
    def contact(self, row: Any) -> str:
        """Return the beginning of the hash."""
        return format_html('<bdi dir="ltr" translate="no">{}…</bdi>', row.contact_hash[:SHOWN])


@admin.register(Consent)
class ConsentAdmin(ReadOnly, NamesLanguage, ByContact):
    """What people agreed to: the proof of it."""

    list_display = ["contact", "channel", "place", "spoken", "given_at", "withdrawn_at"]
    list_filter = ["channel", "place", ("given_at", ReadersDateFilter)]
    readonly_fields = [
        "contact",
        "channel",
        "wording",
        "spoken",
        "place",
        "user",
        "given_at",
        "withdrawn_at",
    ]
    fields = [*readonly_fields]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only with the person's other data."""
        return False


class SuppressionForm(forms.ModelForm):
    """Takes an address that somebody has named; it is not stored."""

    address = forms.CharField(label=_("e-mail address or telephone number"), max_length=254)

    class Meta:
        model = Suppression
        fields = ("channel",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs["dir"] = "ltr"
        if "channel" in self.fields:  # not where a row is only shown
            all_channels = ("", _("All channels"))
            self.fields["channel"].choices = [all_channels, *Channel.choices]  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        """Refuse what nothing could be sent to."""
        typed = str(self.cleaned_data["address"])
        if not contact_hash(kind_of(typed), typed):
            raise forms.ValidationError(_("Neither an e-mail address nor a telephone number."))
        return typed


@admin.register(Suppression)
class SuppressionAdmin(ByContact):
    """Contacts that get no reminders. Whoever calls the shop is added by staff."""

    form = SuppressionForm
    list_display = ["contact", "channel_name", "reason", "at"]
    list_filter = ["channel", "reason", ("at", ReadersDateFilter)]
    readonly_fields = ["contact", "channel_name", "reason", "at"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the address of a new one; show what is known of others."""
        return ["contact", "channel_name", "reason", "at"] if obj else ["address", "channel"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No one changes anything here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What people asked for, or complained of, is theirs to take back."""
        is_theirs = obj is not None and obj.reason in (
            Suppression.Reason.ASKED,
            Suppression.Reason.COMPLAINED,
        )
        return not is_theirs and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the contact's hash."""
        typed = form.cleaned_data["address"]
        row = suppress(kind_of(typed), typed, obj.channel, Suppression.Reason.STAFF)
        obj.__dict__.update(row.__dict__)

    @admin.display(description=_("channel"), ordering="channel")
    def channel_name(self, row: Suppression) -> str:
        """Return the channel."""
        return row.get_channel_display() or str(_("All channels"))
