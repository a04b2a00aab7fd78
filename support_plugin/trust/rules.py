"""What keeps shoppers from believing a badge, told to the admin."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin import clock
from support_plugin.trust.models import Badge

WARN_DAYS = 30
# Kinds of what somebody else has to vouch for; the rest are promises, unless a known provider gives them.
VOUCHED_FOR = (Badge.Kind.SECURITY, Badge.Kind.COMPANY)


def ends_soon(badge: Badge, today: date | None = None) -> bool:
    """Return whether a badge that is switched on ends within ``WARN_DAYS``, or has ended."""
    today = today or clock.shop_day()
    return badge.is_active and bool(badge.valid_until and badge.valid_until <= today + timedelta(WARN_DAYS))


def warnings_of(badge: Badge, today: date | None = None) -> list[str]:
    """Return what the admin should mend, in words."""
    found = [_end_warning(badge, today or clock.shop_day())]
    # What the shop promises itself, nobody else can prove.
    if not badge.proof_url and (badge.known_provider or badge.kind in VOUCHED_FOR):
        found.append(_("No verification link: shoppers can't check this badge."))
    if badge.link_ok is False:
        found.append(_("The verification link does not answer: %(reason)s") % {"reason": badge.link_problem})
    known = badge.known_provider
    if known and known.picture and not badge.image and not badge.seal_url:
        found.append(_("Shown as words only: loading the provider's picture is not confirmed."))
    return [warning for warning in found if warning]


def _end_warning(badge: Badge, today: date) -> str:
    if not ends_soon(badge, today) or badge.valid_until is None:
        return ""
    days = (badge.valid_until - today).days
    if days < 0:
        return _("It has ended and is no longer shown.")
    return ngettext("It ends in %(days)d day.", "It ends in %(days)d days.", days) % {"days": days}
