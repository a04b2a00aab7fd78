"""Giving and withdrawing consent; keeping a contact from being written to, and allowing it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.database.turns import take_turns
from support_plugin.visitors.consents.models import Consent, Suppression, hash_wording
from support_plugin.visitors.contacts import CHANNELS, contact_hash, contact_hashes, hashes_of

ASKED = Suppression.Reason.ASKED


def give_consent(
    kind: str,
    address: str,
    channel: str,
    *,
    wording: str,
    language: str,
    place: str,
    user: Any = None,
    visitor_hash: str = "",
) -> Consent:
    """Store that somebody agreed to be reminded at a contact; return the row.

    ``wording`` is the text beside what was ticked or pressed; ``place`` a ``ConsentSource``. The same
    contact, channel and wording again return the row in force. Raises ValueError for what is no contact.
    """
    given = {"wording": wording, "language": language, "place": place}
    return get_or_give(kind, address, channel, **given, user=user, visitor_hash=visitor_hash)[0]


@transaction.atomic
def get_or_give(
    kind: str,
    address: str,
    channel: str,
    *,
    wording: str,
    language: str,
    place: str,
    user: Any = None,
    visitor_hash: str = "",
) -> tuple[Consent, bool]:
    """Do what :func:`give_consent` does; return the row, and whether it is new."""
    hashed = contact_hash(kind, address)
    if not hashed:
        raise ValueError("Neither an e-mail address nor a phone number")
    take_turns(Consent)
    values = {
        "wording": wording,
        "language": language,
        "place": place,
        "user": user,
        "visitor_hash": visitor_hash,
        "given_at": clock.now(),
    }
    same = {"contact_hash": hashed, "channel": channel, "wording_hash": hash_wording(wording)}
    return Consent.objects.get_or_create(**same, withdrawn_at=None, defaults=values)


def withdraw(kind: str, address_or_hash: str, channel: str = "", *, now: datetime | None = None) -> int:
    """Withdraw what a contact agreed to, for one channel or for all (""); return how many consents."""
    found = Consent.objects.filter(contact_hash__in=hashes_of(kind, address_or_hash), withdrawn_at=None)
    if channel:
        found = found.filter(channel=channel)
    return found.update(withdrawn_at=now or clock.now())


@transaction.atomic
def suppress(kind: str, address_or_hash: str, channel: str, reason: str) -> Suppression:
    """Have a contact get no reminders by a channel, "" for any; return the row. Idempotent.

    A request to stop withdraws consents too. What was asked for may become a bounce, a complaint or the
    staff's decision, never the other way round. Raises ValueError for what is no contact.
    """
    hashed = hashes_of(kind, address_or_hash)[0]
    if not hashed:
        raise ValueError("Neither an e-mail address nor a phone number")
    take_turns(Suppression)
    now = clock.now()
    same = {"contact_hash": hashed, "channel": channel}
    row, is_new = Suppression.objects.get_or_create(**same, defaults={"reason": reason, "at": now})
    if not is_new and row.reason == ASKED != reason:
        row.reason, row.at = reason, now
        row.save(update_fields=["reason", "at"])
    if reason == ASKED:
        withdraw(kind, address_or_hash, channel, now=now)
    return row


@transaction.atomic
def allow_again(kind: str, address: str, channel: str) -> bool:
    """Let a contact that asked to stop be reminded by this channel; return whether anything stood against it.

    To be called where the person agrees again. Bounces, complaints and the staff's decisions stay. Who had
    stopped all channels stays without the others.
    """
    take_turns(Suppression)
    hashes = contact_hashes(kind, address)
    asked = Suppression.objects.filter(contact_hash__in=hashes, reason=ASKED)
    of_all = asked.filter(channel="").select_for_update().order_by("at").first()
    if of_all is not None:
        for other in CHANNELS[kind]:
            if other != channel:
                same = {"contact_hash": hashes[0], "channel": other}
                Suppression.objects.get_or_create(**same, defaults={"reason": ASKED, "at": of_all.at})
    return asked.filter(channel__in=["", channel]).delete()[0] > 0


@transaction.atomic
def take_back_stop(hashed: str, channel: str) -> bool:
    """Undo what a link to stop has done to a contact, its consents included; return whether there was any."""
    take_turns(Suppression)
    asked = Suppression.objects.filter(contact_hash=hashed, channel=channel, reason=ASKED)
    row = asked.select_for_update().first()
    if row is None:
        return False
    for consent in Consent.objects.filter(contact_hash=hashed, withdrawn_at=row.at):
        _set_or_keep(Consent.objects.filter(pk=consent.pk), withdrawn_at=None)
    row.delete()
    return True


@transaction.atomic
def renew_hashes(present: Mapping[str, str]) -> None:
    """Store what was found by a former SECRET_KEY under the present one: {former hash: present hash}."""
    take_turns(Suppression)
    for row in Suppression.objects.filter(contact_hash__in=present).select_for_update():
        same = {"contact_hash": present[row.contact_hash], "channel": row.channel}
        kept, is_new = Suppression.objects.get_or_create(
            **same, defaults={"reason": row.reason, "at": row.at}
        )
        if not is_new and kept.reason == ASKED != row.reason:
            Suppression.objects.filter(pk=kept.pk).update(reason=row.reason, at=row.at)
        row.delete()
    for consent in Consent.objects.filter(contact_hash__in=present):
        _set_or_keep(Consent.objects.filter(pk=consent.pk), contact_hash=present[consent.contact_hash])


def _set_or_keep(rows: QuerySet[Any], **values: Any) -> None:
    """Change a row, unless another one like it is in force already."""
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        return
