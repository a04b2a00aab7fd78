"""The badges over HTTP, for pages that are not made by Django's templates. Reads only, open to everybody."""

import re
from typing import Any

from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.limits import Who
from support_plugin.preferences.texts import shop_languages
from support_plugin.rest.pages import page_json
from support_plugin.rest.refusals import one_of, wrong_fields
from support_plugin.rest.views import ApiView
from support_plugin.trust.models import Badge, Placement
from support_plugin.trust.slots import badge_groups

MAX_AGE = 60  # seconds


class BadgesView(ApiView):
    """``GET badges/?placement=basket``: what the slot of this placement shows now."""

    authentication_classes: Any = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        limits.spend("badges", Who.of(request))

    def get(self, request: Request) -> Response:
        """Return the badges of ``placement``, for ``language`` and ``country`` where they are given."""
        placement = request.query_params.get("placement", "")
        country = request.query_params.get("country", "").upper()
        language = request.query_params.get("language") or translation.get_language() or ""
        if placement not in Placement.values:
            raise wrong_fields({"placement": [one_of(Placement.values)]})
        if country and not re.fullmatch("[A-Z]{2}", country):
            raise wrong_fields({"country": [_("Write the two capital letters of the country.")]})
        if "language" in request.query_params and language not in dict(shop_languages()):
            raise wrong_fields({"language": [one_of(dict(shop_languages()))]})
        with translation.override(language):
            groups = badge_groups(placement, request._request, country or None)
            badges = [badge_json(badge) for group in groups for badge in group.badges]
        # By the shopper's language cookie and country: no cache between may keep it.
        headers = {"Cache-Control": f"private, max-age={MAX_AGE}"}
        return Response({"placement": placement, "language": language, **page_json(badges)}, headers=headers)


def badge_json(badge: Badge) -> dict[str, Any]:
    """Return what a page needs to show a badge, in the active language."""
    picture = None
    if badge.seal_url or badge.image:
        picture = {"url": badge.seal_url or badge.image.url, **badge.display_size}
    return {
        "kind": badge.kind,
        "name": badge.name,
        "text": badge.text,
        "picture": picture,
        "verification_url": badge.proof_url or None,
        # For both the link and a picture from the provider.
        "referrer_policy": "origin",
        "valid_until": badge.valid_until,
    }


urlpatterns = [path("badges/", BadgesView.as_view(), name="api-badges")]
