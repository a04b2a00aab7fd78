"""What proactive help does when the visitors' room says that a guest has logged in."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest

from support_plugin.carts.prompts.flows import give_to_account
from support_plugin.carts.prompts.queries import enabled_rules
from support_plugin.visitors.cookies import hash_key, read_key

logger = logging.getLogger(__name__)


@receiver(user_logged_in, dispatch_uid="support_plugin.carts.prompts")
def take_over_prompts(request: HttpRequest | None, user: Any, **kwargs: object) -> None:
    """Let the caps and a dismissal hold on; no query without rules."""
    key = read_key(request.COOKIES) if request is not None else None
    if key is None or not enabled_rules():
        return
    try:
        give_to_account(hash_key(key), user)
    except DatabaseError:
        # A failure here must not prevent the log-in.
        logger.exception("What a guest was shown is not given to the account")
