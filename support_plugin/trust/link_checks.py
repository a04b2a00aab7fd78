"""Checking the badges' links."""

from collections.abc import Callable, Iterator

from support_plugin import clock
from support_plugin.cache import BADGES, announce_change
from support_plugin.links import absolute
from support_plugin.trust.models import Badge
from support_plugin.trust.probe import probe
from support_plugin.web.private_addresses import NoAnswer

# Badges that one run asks about: a shop has a handful.
MAX_CHECKS = 200


def check_links(ask: Callable[[str, str], None] = probe) -> Iterator[Badge]:
    """Ask every verification page of the badges shown whether it answers; store and yield the badges.

    ``ask`` takes the page's address and the shop's, and raises NoAnswer.
    """
    referrer = absolute("/")
    for badge in Badge.objects.filter(is_active=True)[:MAX_CHECKS]:
        if badge.proof_url:
            yield _check(badge, ask, referrer)


def _check(badge: Badge, ask: Callable[[str, str], None], referrer: str) -> Badge:
    problem = ""
    try:
        ask(badge.proof_url, referrer)
    except NoAnswer as error:
        problem = str(error)
    # Not save(): the admin may have changed the badge meanwhile.
    badge.checked_at, badge.link_ok, badge.link_problem = clock.now(), not problem, problem[:200]
    Badge.objects.filter(pk=badge.pk).update(
        checked_at=badge.checked_at, link_ok=badge.link_ok, link_problem=badge.link_problem
    )
    announce_change(BADGES)
    return badge
