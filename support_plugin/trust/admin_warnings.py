"""Warnings for the admin of a badge that shoppers can't check, whose link is dead, or that expires."""

from datetime import date

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.trust.expiry import expiry_warning
from support_plugin.trust.models import Badge

# Kinds of what somebody else has to vouch for; the rest are promises, unless a known provider gives them.
KINDS_WITH_PROOF = (Badge.Kind.SECURITY, Badge.Kind.COMPANY)


def badge_warnings(badge: Badge, today: date | None = None) -> list[str]:
    """Return what the admin should mend, in words."""
    found = [expiry_warning(badge, today or clock.shop_day())]
    # What the shop promises itself, nobody else can prove.
    if not badge.proof_url and (badge.known_provider or badge.kind in KINDS_WITH_PROOF):
        found.append(_("No verification link: shoppers can't check this badge."))
    if badge.link_ok is False:
        found.append(_("The verification link does not answer: %(reason)s") % {"reason": badge.link_problem})
    known = badge.known_provider
    if known and known.picture and not badge.image and not badge.seal_url:
        found.append(_("Shown as words only: loading the provider's picture is not confirmed."))
    return [warning for warning in found if warning]
