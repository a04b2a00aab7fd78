"""Storing and forgetting browsers that may be sent notifications."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from support_plugin import clock
from support_plugin.conf import get_config
from support_plugin.database.turns import take_turns
from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber, hash_endpoint
from support_plugin.visitors.subscriptions.rules import MOST, Browser, unreadable
from support_plugin.visitors.subscriptions.wording import wording_in


@transaction.atomic
def subscribe(who: Subscriber, browser: Browser, key_id: str, language: str) -> PushSubscription:
    """Store that a person agreed, by the button in this language, to be notified in this browser.

    A browser belongs to whoever agreed last. Of more than 10 for one purpose the oldest is forgotten.
    """
    given = {"language": language, "wording": wording_in(language, who.purpose), "given_at": clock.now()}
    return _store(who, browser, key_id, given)


@transaction.atomic
def renew(who: Subscriber, browser: Browser, key_id: str, old_endpoint: str) -> PushSubscription:
    """Store what the browser has in place of an endpoint of the same person: the leave stays as it was given.

    Raises Refused("invalid") where this person has no such endpoint.
    """
    take_turns(PushSubscription)
    found = who.rows.filter(endpoint_hash=hash_endpoint(old_endpoint)).select_for_update(of=("self",)).first()
    if found is None:
        raise unreadable()
    found.delete()
    names = ("language", "wording", "given_at")
    return _store(who, browser, key_id, {name: getattr(found, name) for name in names})


def _store(who: Subscriber, browser: Browser, key_id: str, given: dict[str, Any]) -> PushSubscription:
    take_turns(PushSubscription)
    # In one order for all of a person's calls: each may delete what another one has just stored.
    list(who.rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    values = {
        "user_id": who.user_id,
        "purpose": who.purpose,
        "visitor_hash": who.visitor_hash,
        "endpoint": browser.endpoint,
        "p256dh": browser.p256dh,
        "auth": browser.auth,
        "key_id": key_id,
        "created_at": clock.now(),
        **given,
    }
    found = PushSubscription.objects.update_or_create(
        endpoint_hash=hash_endpoint(browser.endpoint), defaults=values
    )[0]
    newest = list(who.rows.order_by("-created_at", "-pk").values_list("pk", flat=True))
    if len(newest) > MOST:
        PushSubscription.objects.filter(pk__in=newest[MOST:]).delete()
    return found


def unsubscribe(who: Subscriber, endpoint: str) -> bool:
    """Forget one browser of a person; return whether it was known. Another person's stays."""
    return bool(who.rows.filter(endpoint_hash=hash_endpoint(endpoint)).delete()[0])


def forget_browser(endpoint_hash: str, user_id: Any) -> bool:
    """Forget a browser of an account, as at log-out; return whether there was one."""
    return bool(PushSubscription.objects.filter(user=user_id, endpoint_hash=endpoint_hash).delete()[0])


def forget_duty_of(user_ids: Collection[Any]) -> int:
    """Forget the browsers in which these users are notified while on duty; return how many there were."""
    found = PushSubscription.objects.filter(purpose=PushSubscription.Purpose.DUTY, user__in=user_ids)
    return found.delete()[0]


def join_guest(visitor_hash: str, user_id: Any) -> int:
    """Give a guest's browsers to the account that the guest has become; return how many."""
    guest = PushSubscription.objects.filter(user=None, visitor_hash=visitor_hash)
    return guest.update(user=user_id, visitor_hash="")


def forget_useless(now: datetime | None = None) -> int:
    """Forget browsers that nothing can be sent to or that their owner cannot reach; return how many.

    Those of another of the shop's keys, and those of guests whose cookie has ended by now.
    """
    ended = (now or clock.now()) - timedelta(seconds=get_config()["VISITOR_COOKIE_AGE"])
    useless = PushSubscription.objects.filter(user=None, created_at__lt=ended)
    if keys := get_push_keys():
        useless = useless | PushSubscription.objects.exclude(key_id=keys.key_id)
    return useless.delete()[0]
