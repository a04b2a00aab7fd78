"""The cookie that holds a browser's arm: so the pages of somebody whose arm is stored need no query.

It is sent while a comparison runs, and to browsers that let us measure. It opens nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from support_plugin.conf import get_config
from support_plugin.visitors.cookies import cookie_options, set_key
from support_plugin.web.request_state import state_of

COOKIE = "support_arm"
SALT = "support_plugin.arm"


@dataclass(frozen=True)
class LauncherArm:
    """What a browser knows of the launcher's arm. ``identity``: whose it is (visitors.queries)."""

    identity: str
    is_held_out: bool
    # The exposure is stored: the browser need not report it again.
    is_reported: bool


def read_arm(cookies: Mapping[str, str], identity: str) -> LauncherArm | None:
    """Return the arm in a request's cookies; None for none of ours, or another person's."""
    signed = cookies.get(COOKIE)
    if not signed:
        return None
    try:
        known = signing.get_cookie_signer(salt=SALT).unsign(
            signed, max_age=get_config()["VISITOR_COOKIE_AGE"]
        )
    except signing.BadSignature:
        return None
    whose, _colon, flags = known.rpartition(".")
    return LauncherArm(identity, flags[:1] == "1", flags[1:] == "1") if whose == identity else None


def set_arm(response: HttpResponseBase, arm: LauncherArm) -> None:
    """Send the arm to the browser."""
    value = f"{arm.identity}.{int(arm.is_held_out)}{int(arm.is_reported)}"
    response.set_cookie(
        COOKIE,
        signing.get_cookie_signer(salt=SALT).sign(value),
        max_age=get_config()["VISITOR_COOKIE_AGE"],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        **cookie_options(),
    )


def give_cookies(request: HttpRequest, response: HttpResponseBase) -> None:
    """Send what this request's comparison needs: nothing without one. Called by the middleware."""
    state = state_of(request)
    if state.is_compared:
        patch_vary_headers(response, ["Cookie"])
    if state.new_key:
        set_key(response, state.new_key)
    if state.launcher_arm is not None:
        set_arm(response, state.launcher_arm)
