"""What log-in and log-out do to the browsers that get notifications."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out

from support_plugin.signals import visitor_joined
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.subscriptions.browser_cookie import noted_browsers
from support_plugin.visitors.subscriptions.flows import forget_browser, join_guest

if TYPE_CHECKING:
    from django.http import HttpRequest


def join_at_login(request: "HttpRequest | None", user: Any, **kwargs: Any) -> None:
    """Let the guest of this browser, who may have no visitor's row, be notified as the account."""
    key = read_key(request.COOKIES) if request else None
    if key:
        join_guest(hash_key(key), user.pk)


def join_visitor(visitor: Visitor, key_hash: str | None, **kwargs: Any) -> None:
    """The same for a guest who became an account's by other proof, perhaps in another browser."""
    if key_hash:
        join_guest(key_hash, visitor.user_id)


def forget_at_logout(request: "HttpRequest | None", user: Any, **kwargs: Any) -> None:
    """Notify the next person at this computer of nothing."""
    for noted in noted_browsers(request) if request is not None and user is not None else ():
        forget_browser(noted, user.pk)


user_logged_in.connect(join_at_login, dispatch_uid="support_plugin.subscriptions.login")
visitor_joined.connect(join_visitor, dispatch_uid="support_plugin.subscriptions.joined")
user_logged_out.connect(forget_at_logout, dispatch_uid="support_plugin.subscriptions.logout")
