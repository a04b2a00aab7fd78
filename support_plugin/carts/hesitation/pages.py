"""Where hesitation is noticed, and what the browser's module is given there."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from support_plugin.carts.circumstances import device_of
from support_plugin.carts.hesitation.flows import note_hesitation
from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.hesitation.rules import PAUSE_PAGES, Occasion
from support_plugin.carts.models import Obstacle
from support_plugin.carts.page_steps import STEPS
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import loaded_cart
from support_plugin.shop.pages import page_kind
from support_plugin.visitors.measuring import may_measure
from support_plugin.visitors.session_prompt import was_prompted
from support_plugin.web.attributes import html_attributes
from support_plugin.web.request_state import state_of

# What the server notices itself.
KINDS = {Obstacle.FORM_REFUSED: Kind.FORM_REFUSED, Obstacle.PAYMENT_FAILED: Kind.PAYMENT_FAILED}


def is_noticed(request: HttpRequest) -> bool:
    """Return whether hesitation is noticed here: the admin wants it, and the browser lets us."""
    return get_preferences().has_hesitation and may_measure(request)


def page_of(request: HttpRequest) -> Page | None:
    """Return which page of ours this is; None where hesitation is not noticed."""
    match = request.resolver_match
    step = STEPS.get(match.view_name) if match is not None else None
    if step is not None:
        return Page[step.name]
    return Page.PRODUCT if page_kind(request) == "product" else None


def module_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the browser's module needs to know of this page; None where it is not wanted.

    Costs no query. The same on many pages: what it costs more to find out, :func:`attributes_of` adds.
    """
    page = page_of(request)
    if page is None or not is_noticed(request):
        return None
    preferences = get_preferences()
    return {
        "page": page.value,
        "step": page.step,
        "pause": preferences.hesitation_pause_seconds or None if page in PAUSE_PAGES else None,
        "idle": preferences.hesitation_idle_minutes * 60,
        "times": preferences.hesitation_times,
        "happened": _happened(request) or None,
    }


def attributes_of(module: dict[str, Any]) -> SafeString:
    """Return the attributes of the module's element."""
    data = {"url": reverse("support_plugin:api-hesitations"), **module}
    return html_attributes({f"data-{name}": value for name, value in data.items()})


def note_obstacle(request: HttpRequest, obstacle: str) -> None:
    """Store what the server has noticed itself, also without JavaScript."""
    kind, page, cart = KINDS.get(Obstacle(obstacle)), page_of(request), loaded_cart(request)
    if kind is None or page is None or cart is None or not is_noticed(request):
        return
    state_of(request).obstacle = kind.value
    note_hesitation(cart.pk, Occasion(kind, page), get_language() or "", device_of(request))


def _happened(request: HttpRequest) -> str:
    """Return what the module shall report at once: what this page has no help for by itself."""
    return "" if was_prompted(request) else state_of(request).obstacle
