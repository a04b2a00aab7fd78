"""The small form that asks for the destination, on a page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from support_plugin.cache import cached
from support_plugin.notices.choices import FIELDS
from support_plugin.notices.forms import DestinationForm
from support_plugin.notices.present import present_destination
from support_plugin.notices.queries import get_notice_settings
from support_plugin.notices.texts import describe_place
from support_plugin.preferences.queries import get_preferences


@dataclass(frozen=True)
class Estimator:
    """The small form that asks for the destination."""

    # The fields' HTML, made once for all pages with the same choice.
    fields: str
    # The destination that the form would change, in words; empty for none.
    place: str
    # A cookie keeps it.
    is_kept: bool


def estimator(request: HttpRequest) -> Estimator | None:
    """Return the form for this page; None where the admin does not ask, or the address is known already."""
    if not (get_preferences().notices_enabled and get_notice_settings().asks_destination):
        return None
    destination = present_destination(request)
    if destination is not None and destination.is_complete:
        return None
    is_kept = destination is not None and destination.source == "chosen"
    initial = {name: getattr(destination, name) for name in FIELDS} if destination and is_kept else {}
    key = ("estimator", get_language(), tuple(initial.items()))
    return Estimator(
        cached(key, lambda: _render_fields(initial)),
        describe_place(destination),
        is_kept,
    )


def _render_fields(initial: dict[str, str]) -> str:
    # Django makes each option of a list by a template: the provinces would cost more than all else.
    form = DestinationForm(initial=initial, auto_id="support-destination-%s")
    return render_to_string("support_plugin/notices/fields.html", {"form": form})
