"""Whether somebody may be written to.

What is found under a former SECRET_KEY is stored under the present one on the way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin.visitors.consents.flows import renew_hashes
from support_plugin.visitors.consents.models import Consent, Suppression
from support_plugin.visitors.contacts import EMAIL, PHONE, Contact, contact_hashes

# Hashes in one statement.
BATCH = 500


def is_suppressed(kind: str, address: str, channel: str) -> bool:
    """Return whether a contact must not be written to by this channel."""
    return bool(suppressed([Contact(kind, address, channel)]))


def suppressed(contacts: Iterable[tuple[str, str, str]]) -> set[Contact]:
    """Return those of the contacts (kind, address, channel) that must not be written to.

    What is neither an e-mail address nor a phone number is among them. One query for 500 hashes.
    """
    asked = {one: contact_hashes(one[0], one[1]) for one in map(Contact._make, contacts)}
    stopped = _channels(Suppression.objects.all(), asked.values())
    return {one for one, (now, *_old) in asked.items() if not now or stopped[now] & {"", one.channel}}


def stopped_all(contacts: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the contacts (kind, address) that get no reminders by any channel. Queries as above.

    To be asked of all contacts of a person: the link in an e-mail stops SMS to the same person, too.
    """
    asked = {one: contact_hashes(*one) for one in contacts}
    stopped = _channels(Suppression.objects.filter(channel=""), asked.values())
    return {one for one, (now, *_old) in asked.items() if now in stopped}


def has_consent(kind: str, address: str, channel: str) -> bool:
    """Return whether a contact agreed to be reminded by this channel, and has not withdrawn it since."""
    return bool(consented([Contact(kind, address, channel)]))


def consented(contacts: Iterable[tuple[str, str, str]]) -> set[Contact]:
    """Return those of the contacts (kind, address, channel) that agreed to be reminded. Queries as above."""
    asked = {one: contact_hashes(one[0], one[1]) for one in map(Contact._make, contacts)}
    given = _channels(Consent.objects.filter(withdrawn_at=None), asked.values())
    return {one for one, (now, *_old) in asked.items() if one.channel in given[now]}


def reason_for(kind: str, address: str, channel: str) -> str:
    """Return why a contact is not written to by this channel (``Suppression.Reason``); "" where it may be.

    What the person cannot take back comes first.
    """
    rows = Suppression.objects.filter(
        contact_hash__in=contact_hashes(kind, address), channel__in=["", channel]
    )
    reasons = set(rows.values_list("reason", flat=True))
    return next(iter(reasons - {Suppression.Reason.ASKED} or reasons), "")


def consents_of(
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> QuerySet[Consent]:
    """Return what a person agreed to, withdrawn or not: by account, contacts and browsers."""
    hashes = [one for email in emails for one in contact_hashes(EMAIL, email)]
    hashes += [one for phone in phones for one in contact_hashes(PHONE, phone)]
    known = set(hashes) - {""}
    return Consent.objects.filter(
        Q(user__in=user_ids) | Q(contact_hash__in=known) | Q(visitor_hash__in=visitor_hashes)
    )


def _channels(rows: QuerySet[Any], hashes: Iterable[tuple[str, ...]]) -> dict[str, set[str]]:
    """Return which channels the rows of these contacts name: {present hash: channels}."""
    present = {one: of_contact[0] for of_contact in hashes for one in of_contact if one}
    found: dict[str, set[str]] = defaultdict(set)
    former = {}
    wanted = list(present)
    for start in range(0, len(wanted), BATCH):
        some = rows.filter(contact_hash__in=wanted[start : start + BATCH])
        for hashed, channel in some.values_list("contact_hash", "channel"):
            found[present[hashed]].add(channel)
            if present[hashed] != hashed:
                former[hashed] = present[hashed]
    if former:
        renew_hashes(former)
    return found
