"""What happens at log-in and log-out."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out

from support_plugin.visitors import cookies, flows
from support_plugin.web.request_state import state_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.http import HttpRequest


def join_account_at_login(request: "HttpRequest | None", user: "AbstractBaseUser", **kwargs: Any) -> None:
    """Let the guest's conversation go on in the account; the browser's key has then done its work."""
    key = cookies.read_key(request.COOKIES) if request else None
    if request and key:
        flows.join_account(key, user)
        forget_browser(request)


def forget_browser(request: "HttpRequest | None", **kwargs: Any) -> None:
    """Have the middleware delete the key, so that the next person at this computer starts with nothing."""
    if request is not None:
        state_of(request).forgets_visitor = True


user_logged_in.connect(join_account_at_login, dispatch_uid="support_plugin.visitors.login")
user_logged_out.connect(forget_browser, dispatch_uid="support_plugin.visitors.logout")
