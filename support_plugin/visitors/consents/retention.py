"""Deleting consents that nobody has to prove any more."""

from datetime import timedelta

from support_plugin import clock
from support_plugin.visitors.consents.models import Consent

# After its withdrawal a consent is kept as proof of what was sent before; then it is nobody's business.
KEPT = timedelta(days=3 * 365)


def delete_old_consents() -> int:
    """Delete consents that were withdrawn long ago; return how many. Suppressions stay."""
    old = Consent.objects.filter(withdrawn_at__lt=clock.now() - KEPT)
    return old.delete()[0] if old.exists() else 0
