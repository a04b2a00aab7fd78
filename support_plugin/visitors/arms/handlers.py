"""What a log-in means for comparisons: the guest and the account are one person."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest

from support_plugin.signals import visitor_joined
from support_plugin.visitors.arms.cookies import LauncherArm
from support_plugin.visitors.arms.joining import join_arms
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.visitors.identity import identity_of
from support_plugin.visitors.models import Visitor
from support_plugin.web.request_state import state_of

logger = logging.getLogger(__name__)


@receiver(user_logged_in, dispatch_uid="support_plugin.visitors.arms.login")
def join_at_login(request: HttpRequest | None, user: Any, **kwargs: object) -> None:
    """Join the arms of browser and account, and send the browser the one that counts. No query at 0."""
    key = read_key(request.COOKIES) if request is not None else None
    try:
        arms = join_arms(hash_key(key) if key else "", user.pk)
    except DatabaseError:
        # Nobody is kept from logging in for want of it.
        logger.exception("The arms of a guest are not joined with the account's")
        return
    arm = arms.get(Capability.LAUNCHER.value)
    if request is not None and arm is not None:
        state_of(request).launcher_arm = LauncherArm(identity_of(user, None), arm.is_held_out, False)


@receiver(visitor_joined, dispatch_uid="support_plugin.visitors.arms.joined")
def join_visitors(visitor: Visitor, key_hash: str | None, **kwargs: object) -> None:
    """A guest became an account by other proof than the browser's key."""
    if key_hash:
        join_arms(key_hash, visitor.user_id)
