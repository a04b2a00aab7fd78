"""What the trust slots show."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.places.chosen_country import chosen_country
from support_plugin.trust.models import Badge
from support_plugin.trust.shown_badges import asks_for_country, shown_badges


@dataclass(frozen=True)
class Group:
    """Badges under one name."""

    label: str
    badges: list[Badge]
    # What the admin calls the place of a link below them, and the link's target, which a room above finds.
    place: str
    target: Any = None


def badge_groups(placement: str, request: HttpRequest | None, country: str | None = None) -> list[Group]:
    """Return the badges to show at a placement; none where the admin switched badges off.

    ``country``: the ISO code of the shopper's country; None: the one that they chose in the checkout. That
    costs a query for a saved address, and only where some badge depends on the country.
    """
    if not get_preferences().badges_enabled:
        return []
    if country is None and request is not None and asks_for_country(placement):
        country = chosen_country(request)
    is_secure = request is not None and request.is_secure()
    return group_badges(shown_badges(placement, country=country, is_secure=is_secure))


def group_badges(badges: list[Badge]) -> list[Group]:
    """Return payment methods, and then all others; no empty group."""
    methods = [badge for badge in badges if badge.kind == Badge.Kind.PAYMENT]
    others = [badge for badge in badges if badge.kind != Badge.Kind.PAYMENT]
    groups = [
        Group(_("Ways to pay"), methods, "payments"),
        Group(_("Why you can trust us"), others, "trust"),
    ]
    return [group for group in groups if group.badges]


def payment_note(is_secure: bool) -> dict[str, Any] | None:
    """Return what stands at the head of the payment's area; None where there is nothing true to say.

    ``is_secure``: the page came over HTTPS.
    """
    preferences = get_preferences()
    text = preferences.payment_text
    if not preferences.payment_area_enabled or not (is_secure or text):
        return None
    return {"is_secure": is_secure, "text": text}
