"""The shop's sessions stay as they are where the app only reads them.

With ``SESSION_SAVE_EVERY_REQUEST`` Django stores at the end of each request what it read at the beginning: a
poll of the chat that runs beside a step of the checkout would bring back the session without that step.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore as CookieStore
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

SAFE = ("GET", "HEAD", "OPTIONS")


def spare_session(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep a request for the app itself from storing an old copy of a session that it did not change.

    Pages and forms still make the session last longer, with what is stored by now. What a script asks for by
    itself does not, nor does anything where the session is in the cookie and cannot be read again.
    """
    match, session = request.resolver_match, getattr(request, "session", None)
    if match is None or match.namespaces[:1] != ["support_plugin"]:
        return
    if not settings.SESSION_SAVE_EVERY_REQUEST or session is None or session.modified:
        return
    is_by_script = (match.url_name or "").startswith(("api-", "notice-")) and request.method in SAFE
    if is_by_script or isinstance(session, CookieStore):
        # Django's middleware then leaves the session and its cookie alone.
        session.is_empty = _refuse
        patch_vary_headers(response, ["Cookie"])
    else:
        _read_again(session)


def _refuse() -> NoReturn:
    raise AttributeError("This request only reads the session")


def _read_again(session: Any) -> None:
    session.__dict__.pop("_session_cache", None)
    # Now: a session that has ended meanwhile must not be made again.
    session.get("_auth_user_id")
