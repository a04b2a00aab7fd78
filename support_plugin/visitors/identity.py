"""Whether a browser is still used by whom a page of it was loaded for."""

from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from support_plugin.errors import Refused

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User


def identity_of(user: "User", key: str | None) -> str:
    """Return a name for whoever uses this browser now; it reveals no more than whether it is still the same.

    The panel keeps unsent messages under it, so that they never become another person's.
    """
    who = f"user:{user.pk}" if user.is_authenticated else f"key:{key}"
    return salted_hmac("support_plugin.identity", who, algorithm="sha256").hexdigest()[:20]


def refuse_another_identity(claimed: str | None, user: "User", key: str | None) -> None:
    """Raise Refused ("identity_changed") for a page loaded before its reader logged in, or out.

    ``claimed``: what the page was given of ``identity_of``; None or empty for a program that claims nothing.
    """
    if claimed and claimed != identity_of(user, key):
        text = _("You have logged in or out since this page was loaded. Please reload the page.")
        raise Refused("identity_changed", text)
