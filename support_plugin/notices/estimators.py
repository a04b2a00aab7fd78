"""The small form that asks for the destination: its place on a page, and its fields."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from support_plugin.cache import cached
from support_plugin.notices.current_quote import chosen_destination, present_destination
from support_plugin.notices.destination.choice_cookie import FIELDS
from support_plugin.notices.destination.forms import DestinationForm
from support_plugin.notices.queries import get_notice_settings
from support_plugin.notices.texts import describe_place
from support_plugin.preferences.queries import get_preferences


def asked_place(request: HttpRequest) -> str | None:
    """Return the destination that the form would change, in words; "" for none yet.

    None where the admin does not ask, or the whole address is known already.
    """
    if not (get_preferences().notices_enabled and get_notice_settings().asks_destination):
        return None
    destination = present_destination(request)
    if destination is not None and destination.is_complete:
        return None
    return describe_place(destination)


def destination_fields(request: HttpRequest) -> SafeString:
    """Return the fields' HTML with what the shopper chose last, made once for all who chose the same."""
    chosen = chosen_destination(request)
    initial = {name: getattr(chosen, name) for name in FIELDS} if chosen else {}
    key = ("destination fields", get_language(), tuple(initial.items()))
    # Django makes each option of a list by a template: the provinces would cost more than all else.
    return cached(key, lambda: fields_html(DestinationForm(initial=initial)))


def plain_destination_fields() -> SafeString:
    """Return the fields' HTML with nothing chosen, for a form of another's; made once for each language."""
    key = ("destination fields", get_language(), "plain")
    return cached(key, lambda: fields_html(DestinationForm(auto_id="support-desk-destination-%s")))


def fields_html(form: DestinationForm) -> SafeString:
    """Return the fields' HTML, with the errors of a form that was refused."""
    return render_to_string("support_plugin/notices/fields.html", {"form": form})
