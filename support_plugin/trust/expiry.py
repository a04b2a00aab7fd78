"""When a badge expires: its dates, and the warning to the admin before it does."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin import clock
from support_plugin.trust.models import Badge

EXPIRY_WARNING_DAYS = 30


def is_within_dates(badge: Badge, today: date) -> bool:
    """Return whether a day lies within the badge's dates."""
    has_begun = badge.valid_from is None or badge.valid_from <= today
    return has_begun and (badge.valid_until is None or today <= badge.valid_until)


def expires_soon(badge: Badge, today: date | None = None) -> bool:
    """Return whether a badge that is switched on ends within ``EXPIRY_WARNING_DAYS``, or has ended."""
    last_day = (today or clock.shop_day()) + timedelta(EXPIRY_WARNING_DAYS)
    return badge.is_active and badge.valid_until is not None and badge.valid_until <= last_day


def expiry_warning(badge: Badge, today: date) -> str:
    """Return the warning that a badge expires soon or has expired; empty for none."""
    if not expires_soon(badge, today) or badge.valid_until is None:
        return ""
    days = (badge.valid_until - today).days
    if days < 0:
        return _("It has ended and is no longer shown.")
    return ngettext("It ends in %(days)d day.", "It ends in %(days)d days.", days) % {"days": days}
