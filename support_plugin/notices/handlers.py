"""What happens at log-out."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_out

from support_plugin.web.request_state import state_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def forget_destination(request: "HttpRequest | None", **kwargs: Any) -> None:
    """Have the middleware delete the chosen destination: the next person at this computer is another one."""
    if request is not None:
        state_of(request).forgets_destination = True


user_logged_out.connect(forget_destination, dispatch_uid="support_plugin.notices.logout")
