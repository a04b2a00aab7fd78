"""Merging what belongs to one person, and undoing it. Each is one transaction: all of it, or nothing.

Messages are never renumbered: a conversation becomes an earlier part of another by a link. A guest's browser
does not open what went to another shopper: an account is reached by logging in alone.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.merging.closing import close_beside, link, lock_conversations, reopen
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.merging.queries import active_merges
from support_plugin.chat.models import Conversation, changes_at
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.rules import not_found
from support_plugin.chat.waking_processes import reauthenticate_after_commit, wake_sockets_after_commit
from support_plugin.database.turns import take_turns
from support_plugin.errors import Refused
from support_plugin.visitors.models import Visitor

OPEN = Conversation.Status.OPEN


def merge(one: Conversation, other: Conversation, by: Any) -> Merge:
    """Merge two conversations of one shopper, else their two shoppers, of whom ``one``'s is kept.

    ``by`` is the agent's user. Raises Refused: see ``merge_conversations`` and ``merge_shoppers``.
    """
    if one.visitor_id == other.visitor_id:
        return merge_conversations(one, other, by)
    return merge_shoppers(one.visitor, other.visitor, by)


def merge_conversations(one: Conversation, other: Conversation, by: Any) -> Merge:
    """Make the older of a shopper's two conversations an earlier part of the other one, open or the newer.

    Raises Refused: "invalid" for one conversation, or those of two shoppers, "conflict" with a colleague's
    name where one of them is part of another already.
    """
    with transaction.atomic():
        take_turns(Conversation)
        rows = lock_conversations([one.pk, other.pk])
        if len(rows) != 2 or rows[0].visitor_id != rows[1].visitor_id:
            raise Refused("invalid", _("Choose two conversations of the same shopper."))
        visitor = rows[0].visitor_id
        for row in rows:
            if row.merged_into_id is not None:
                raise _merged_already(active_merges().filter(kept=visitor).first())
        part, whole = sorted(rows, key=lambda row: (row.status == OPEN, row.pk))
        link(part, whole)
        moved = {"part": part.pk, "whole": str(whole.public_id)}
        wake_sockets_after_commit(part.public_id, whole.public_id)
        return Merge.objects.create(kind=Merge.Kind.CONVERSATIONS, kept_id=visitor, moved=moved, by=by)


def merge_shoppers(kept: Visitor, merged: Visitor, by: Any) -> Merge:
    """Give a guest's conversations and files to another shopper; an account is always the one that is kept.

    Of two open conversations the kept shopper's goes on: the other is closed, and an earlier part of it.
    Raises Refused: "invalid" for two accounts or nothing to merge, "conflict" with a colleague's name where
    they are merged already, or where one of them is blocked.
    """
    with transaction.atomic():
        take_turns(Visitor)
        kept, guest = _lock_shoppers(kept.pk, merged.pk)
        if kept.blocked_at is not None or guest.blocked_at is not None:
            raise _one_is_blocked()
        # All at once, in the order of whoever else locks several (storing/bulk.py): none waits for the other.
        theirs = Conversation.objects.filter(Q(visitor=guest) | Q(visitor=kept, status=OPEN))
        locked = lock_conversations(theirs.values_list("pk", flat=True))
        conversations = [row for row in locked if row.visitor_id == guest.pk]
        files = list(guest.attachments.values_list("pk", flat=True))
        _check_not_merged(kept, guest, is_empty=not conversations and not files)
        moved: dict[str, Any] = {"conversations": [row.pk for row in conversations], "files": files}
        going = next((row for row in conversations if row.status == OPEN), None)
        staying = next((row for row in locked if row.visitor_id == kept.pk and row.status == OPEN), None)
        if going is not None and staying is not None:
            moved["closed"] = close_beside(going, staying)
        _give(moved, kept)
        _wake(moved, kept, guest)
        return Merge.objects.create(kind=Merge.Kind.SHOPPERS, kept=kept, merged=guest, moved=moved, by=by)


def undo_merge(merge: Merge, by: Any) -> None:
    """Give back what was merged, as it was.

    Raises Refused ("conflict") where something contradicts: undone by a colleague, the guest has logged in,
    is gone or has begun another conversation, or a later merge has moved the same.
    """
    with transaction.atomic():
        take_turns(Merge)
        row = Merge.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=merge.pk)
        if row.undone_at is not None:
            text = _("%(name)s has undone this already.")
            raise Refused("conflict", text % {"name": agent_name(row.undone_by)})
        undo = _undo_conversations if row.kind == Merge.Kind.CONVERSATIONS else _undo_shoppers
        undo(row, by)
        row.undone_at, row.undone_by = clock.now(), by
        row.save(update_fields=["undone_at", "undone_by"])


def adopt_merges(guest: Visitor, account: Visitor) -> None:
    """Let what was merged into a guest be undone from the account that the guest has logged in to."""
    Merge.objects.filter(kept=guest).update(kept=account)


def _undo_conversations(merge: Merge, by: Any) -> None:
    rows = lock_conversations([merge.moved["part"]])
    if not rows or str(rows[0].merged_into_id) != merge.moved["whole"]:
        raise _changed_since()
    link(rows[0], None)
    wake_sockets_after_commit(rows[0].public_id, rows[0].merged_into_id or rows[0].public_id)


def _undo_shoppers(merge: Merge, by: Any) -> None:
    if merge.merged_id is None:
        raise _guest_is_gone()
    kept, guest = _locked([merge.kept_id, merge.merged_id])
    if guest.user_id is not None:
        raise _guest_is_gone()
    moved = merge.moved
    closed = moved.get("closed")
    locked = lock_conversations([*moved["conversations"], *([closed["beside"]] if closed else [])])
    rows = [row for row in locked if row.pk in moved["conversations"]]
    if any(row.visitor_id != kept.pk for row in rows) or _are_entwined(rows, closed):
        raise _changed_since()
    going = [row for row in rows if row.status == OPEN or (closed and row.pk == closed["conversation"])]
    if len(going) > 1 or (going and guest.conversations.filter(status=OPEN).exists()):
        text = _("The shopper has begun another conversation meanwhile. Close it first.")
        raise Refused("conflict", text)
    _give(moved, guest, kept)
    if closed:
        reopen(closed, by)
    _wake(moved, kept, guest)


def _are_entwined(rows: list[Conversation], closed: dict[str, Any] | None) -> bool:
    """Return whether a later merge has made one of these a part of the other shopper's, or that of one."""
    own, ids = {row.public_id for row in rows}, [row.pk for row in rows]
    away = Q(pk__in=ids, merged_into__isnull=False) & ~Q(merged_into__in=own)
    found = Conversation.objects.filter(away | (Q(merged_into__in=own) & ~Q(pk__in=ids)))
    if closed:
        found = found.exclude(pk=closed["conversation"])
    return found.exists()


def _lock_shoppers(kept: int, merged: int) -> tuple[Visitor, Visitor]:
    """Return who is kept, and the guest who is not; both locked."""
    found = _locked([kept, merged])
    one, other = found
    if one.user_id is not None and other.user_id is not None:
        raise Refused("invalid", _("Two accounts can't be merged: each is reached by its own log-in."))
    return (other, one) if other.user_id is not None else (one, other)


def _locked(ids: list[Any]) -> list[Visitor]:
    rows = Visitor.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise not_found()
    return [found[pk] for pk in ids]


def _check_not_merged(kept: Visitor, guest: Visitor, is_empty: bool) -> None:
    known = active_merges().select_related("by")
    if (other_way := known.filter(kept=guest, merged=kept).first()) is not None:
        raise _merged_already(other_way)
    if is_empty:
        if (same := known.filter(merged=guest).first()) is not None:
            raise _merged_already(same)
        raise Refused("invalid", _("This shopper has no conversations to merge."))


def _give(moved: dict[str, Any], visitor: Visitor, back_from: Visitor | None = None) -> None:
    """Give the conversations and files to a shopper."""
    rows = Conversation.objects.filter(pk__in=moved["conversations"])
    rows.update(visitor=visitor, **changes_at(clock.now()))
    files = Attachment.objects.filter(pk__in=moved["files"])
    (files.filter(visitor=back_from) if back_from else files).update(visitor=visitor)


def _wake(moved: dict[str, Any], *visitors: Visitor) -> None:
    """Wake the readers, and have those who may read no more leave at once."""
    found = Conversation.objects.filter(pk__in=moved["conversations"])
    wake_sockets_after_commit(*found.values_list("public_id", flat=True))
    for visitor in visitors:
        # Guests have no user: all of them prove again who they are.
        reauthenticate_after_commit(str(visitor.user_id))


def _merged_already(merge: Merge | None) -> Refused:
    by = merge.by if merge else None
    return Refused("conflict", _("%(name)s has merged these already.") % {"name": agent_name(by)})


def _one_is_blocked() -> Refused:
    # Merged, a guest's block would be out of sight, or reach the account of somebody else.
    return Refused("conflict", _("One of these shoppers is blocked. Unblock them first, then merge."))


def _changed_since() -> Refused:
    return Refused("conflict", _("Something was merged again since. Undo the later merge first."))


def _guest_is_gone() -> Refused:
    text = _("This can't be undone any more: the shopper has logged in meanwhile, or was deleted.")
    return Refused("conflict", text)
