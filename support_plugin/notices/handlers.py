"""What happens at log-out."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_out

if TYPE_CHECKING:
    from django.http import HttpRequest

FORGET_DESTINATION = "_support_forget_destination"


def forget_destination(request: "HttpRequest | None", **kwargs: Any) -> None:
    """Have the middleware delete the chosen destination: the next person at this computer is another one."""
    if request is not None:
        setattr(request, FORGET_DESTINATION, True)


user_logged_out.connect(forget_destination, dispatch_uid="support_plugin.notices.logout")
