"""How often somebody may do what costs the shop something: one table of policies, and one way to count.

A person is counted first, then the address with the shares of PEOPLE_PER_ADDRESS people: an office, a mobile
network or a proxy has one address for many. A person is somebody verified: an account, a visitor's row, a
signed cookie. What anybody can make up, such as a session's id, counts as nobody and so by address only.
Where the counts are: support_plugin/counters.py. The figures: docs/limits.md.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.conf import get_config
from support_plugin.counters import Counters, seconds_left
from support_plugin.errors import Refused

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Policy:
    """One row of the table.

    ``setting`` names the key in SUPPORT_PLUGIN with the number for one person in ``seconds``, in units of
    ``unit``. ``by_address_only``: it is the number for an address. ``text`` is shown to whoever must wait.
    """

    setting: str
    seconds: int
    unit: int = 1
    by_address_only: bool = False
    text: str | Promise | None = None


_CART_TEXT = _("That is enough for today. You can copy the link and send it to yourself.")

POLICIES: dict[str, Policy] = {
    "sockets": Policy("CONNECTIONS_PER_MINUTE", MINUTE),
    "reads": Policy("READS_PER_MINUTE", MINUTE),
    "messages": Policy("MESSAGES_PER_MINUTE", MINUTE),
    "conversations": Policy("CONVERSATIONS_PER_MINUTE", MINUTE, by_address_only=True),
    "uploads": Policy("UPLOADS_PER_MINUTE", MINUTE),
    "upload_bytes": Policy(
        "UPLOAD_MB_PER_DAY",
        DAY,
        unit=MEGABYTE,
        text=_("You have sent a lot of files today. Please describe the rest, or go on tomorrow."),
    ),
    "transcripts": Policy(
        "TRANSCRIPTS_PER_HOUR",
        HOUR,
        text=_("The e-mails of this hour are used up. Please try again later."),
    ),
    "reply_addresses": Policy("REPLY_ADDRESSES_PER_HOUR", HOUR),
    # Codes by which a guest proves their mailbox in another browser.
    "reply_codes": Policy(
        "REPLY_CODES_PER_HOUR",
        HOUR,
        text=_("The e-mails of this hour are used up. Please try again later."),
    ),
    # Codes typed, and ratings by the link in an e-mail.
    "reply_guesses": Policy("REPLY_GUESSES_PER_HOUR", HOUR),
    "account_links": Policy(
        "ACCOUNT_LINKS_PER_DAY",
        DAY,
    ),
    "push": Policy("PUSH_CALLS_PER_MINUTE", MINUTE),
    "subscriptions": Policy("SUBSCRIPTIONS_PER_DAY", DAY),
    "hesitations": Policy("HESITATIONS_PER_MINUTE", MINUTE),
    "typed_contacts": Policy("TYPED_CONTACTS_PER_MINUTE", MINUTE),
    "exposures": Policy("EXPOSURES_PER_MINUTE", MINUTE),
    "restore_links": Policy("RESTORE_LINKS_PER_MINUTE", MINUTE, by_address_only=True),
    "site_messages": Policy("SITE_MESSAGES_PER_MINUTE", MINUTE),
    "cart_messages": Policy("CART_MESSAGES_PER_DAY", DAY, text=_CART_TEXT),
    # Whoever has no cookie counts by address alone.
    "cart_messages_by_address": Policy(
        "CART_MESSAGES_PER_ADDRESS", HOUR, by_address_only=True, text=_CART_TEXT
    ),
    # Of all together, as each costs money: they count as one address.
    "cart_sms": Policy("CART_SMS_PER_DAY", DAY, by_address_only=True, text=_CART_TEXT),
    "cart_links": Policy("CART_LINKS_PER_HOUR", HOUR),
    "proposals": Policy("PROPOSALS_PER_MINUTE", MINUTE),
    "quotes": Policy("QUOTES_PER_MINUTE", MINUTE),
    "badges": Policy("BADGES_PER_MINUTE", MINUTE),
    "answer_lookups": Policy("ANSWER_LOOKUPS_PER_MINUTE", MINUTE),
    "help_searches": Policy("HELP_SEARCHES_PER_MINUTE", MINUTE),
    "help_feedback": Policy("HELP_FEEDBACK_PER_HOUR", HOUR),
    "consents": Policy("CONSENTS_PER_HOUR", HOUR),
    "phone_reports": Policy("PHONE_REPORTS_PER_MINUTE", MINUTE, by_address_only=True),
    "unsubscribes": Policy("UNSUBSCRIBES_PER_MINUTE", MINUTE, by_address_only=True),
}


@dataclass(frozen=True)
class Who:
    """Who asks. ``address`` is an IP address as the server names it.

    ``person`` names somebody verified, "" where nobody is; ``mailbox`` is an e-mail address that gets mail by
    this: it has a person's share too, whoever asks.
    """

    address: str
    person: str = ""
    mailbox: str = ""

    @classmethod
    def of(cls, request: HttpRequest, visitor: Any = None, mailbox: str = "") -> "Who":
        """Return who sent the request: this visitor, else the account that is logged in."""
        user = getattr(request, "user", None)
        if visitor is not None:
            person = person_of(visitor)
        else:
            person = f"user-{user.pk}" if user is not None and user.is_authenticated else ""
        return cls(address_of(request.META), person, mailbox)


def person_of(visitor: Any) -> str:
    """Return the name under which a visitor is counted: their account's, or their browser's key's."""
    return f"user-{visitor.user_id}" if visitor.user_id else person_of_key(visitor.key_hash)


def person_of_key(key_hash: str) -> str:
    """Return the name of a guest, who may have no row yet, by the hash of the key in their signed cookie."""
    return f"key-{key_hash}"


_counters = Counters()


def spend(policy: str, who: Who, amount: int = 1) -> None:
    """Count ``amount``; raise Refused("too_many") with the seconds to wait where it is beyond a limit."""
    rule = POLICIES[policy]
    for key, limit in _counted(policy, who):
        if not _counters.take(key, amount, limit, rule.seconds):
            _log(policy, key, who)
            raise too_many(policy)


def spend_granted(policy: str, who: Who) -> bool:
    """Count one without asking a cache, for the event loop; return False where ``spend`` must be called."""
    return _counters.take_granted(list(_counted(policy, who)), POLICIES[policy].seconds)


def give_back(policy: str, who: Who) -> None:
    """Take back one that turned out to cost nothing, such as a message that is stored already."""
    for key, _limit in _counted(policy, who):
        _counters.give_back(key)


def too_many(policy: str) -> Refused:
    """Return the answer to somebody who must wait for the policy's next window."""
    rule = POLICIES[policy]
    wait = seconds_left(rule.seconds)
    return Refused("too_many", rule.text or lazy(_wait_text, str)(wait), retry_after=wait)


def _wait_text(seconds: int) -> str:
    # Its preferences are a model, and this module is imported before models can be.
    from support_plugin.formats.numbers import in_readers_digits

    text = ngettext(
        "That was a lot at once. Please try again in %(seconds)d second.",
        "That was a lot at once. Please try again in %(seconds)d seconds.",
        seconds,
    )
    return in_readers_digits(text % {"seconds": seconds})


def reset() -> None:
    """Forget what this process has counted."""
    _counters.reset()


def limit_of(policy: str, per_address: bool = False) -> int:
    """Return the number that one person may do in the policy's window; with ``per_address``, an address."""
    rule, config = POLICIES[policy], get_config()
    shares = config["PEOPLE_PER_ADDRESS"] if per_address and not rule.by_address_only else 1
    return int(config[rule.setting] * rule.unit * shares)


def _counted(policy: str, who: Who) -> Iterator[tuple[str, int]]:
    """Yield what the policy counts for somebody, with the limit of each."""
    if not POLICIES[policy].by_address_only:
        if who.person:
            yield f"{policy}:person:{who.person}", limit_of(policy)
        if who.mailbox:
            yield f"{policy}:mailbox:{who.mailbox.lower()}", limit_of(policy)
    yield f"{policy}:address:{network_of(who.address)}", limit_of(policy, per_address=True)


def address_of(meta: Mapping[str, Any]) -> str:
    """Return the address behind a request's META: what the server says, or the shop's proxy does.

    Only a header that SUPPORT_PLUGIN["ADDRESS_HEADER"] names is read: others are their sender's word.
    """
    header = get_config()["ADDRESS_HEADER"].upper().replace("-", "_")
    # Of a list, the last entry is the proxy's own; those before it came with the request.
    forwarded = str(meta.get(f"HTTP_{header}", "")).rpartition(",")[2].strip() if header else ""
    return forwarded if network_of(forwarded) else str(meta.get("REMOTE_ADDR") or "")


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str:
    """Return what is counted as one address: an IPv4 address, an IPv6 /64, "" for none that is known."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    return str(ip)


def _log(policy: str, key: str, who: Who) -> None:
    # What is refused by address behind a proxy that the server does not know is refused to everybody.
    if ":address:" in key and not _is_public(who.address):
        logger.warning(
            "The limit %r of the address %r is reached. If that is your proxy, all shoppers share one limit: "
            'see "Behind a proxy" in docs/installing.md.',
            policy,
            who.address,
        )


def _is_public(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_global
    except ValueError:
        return False
