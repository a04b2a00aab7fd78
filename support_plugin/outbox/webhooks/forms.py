"""The form of a webhook in Django admin."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.outbox.kinds import all_kinds
from support_plugin.outbox.webhooks.models import LONGEST_URL, WebhookEndpoint
from support_plugin.outbox.webhooks.sending import internal_hosts, may_be_asked
from support_plugin.web.private_addresses import is_allowed_port, is_public


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.name, kind.label) for kind in all_kinds()]


class WebhookForm(forms.ModelForm):
    """The kinds as boxes; no address that would never be asked."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"dir": "ltr", "class": "vURLField"}),
        help_text=_("It must begin with https:// and be reachable from the internet."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Events"), choices=_kinds, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "url", "kinds", "is_enabled"]

    def clean_url(self) -> str:
        """Refuse at once what sending would refuse, as far as the address itself shows."""
        url = self.cleaned_data["url"].strip()
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise ValidationError(_("This is no address of a web server.")) from None
        scheme, has_more = parts.scheme.lower(), parts.username or parts.fragment
        if scheme not in ("http", "https") or not host or has_more or not url.isascii():
            raise ValidationError(_("This is no address of a web server."))
        if f"{host}:{port}" in internal_hosts():
            return url
        if not may_be_asked(url):
            raise ValidationError(_("It must begin with https://."))
        if port is not None and not is_allowed_port(scheme, port):
            raise ValidationError(_("Only the usual port of the web is called."))
        # A name is looked up when it is called, each time.
        is_number = ":" in host or host.replace(".", "").isdigit()
        if host == "localhost" or (is_number and not is_public(host)):
            raise ValidationError(_("This address is not on the open internet."))
        return url
