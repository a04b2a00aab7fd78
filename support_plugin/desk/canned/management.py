"""Managing canned replies by program: the same checks as on the page of Django admin."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.desk.canned.forms import CannedReplyForm
from support_plugin.desk.canned.models import CannedReply
from support_plugin.desk.canned.queries import PAGE, read_cursor
from support_plugin.errors import Refused
from support_plugin.preferences.texts import shop_languages
from support_plugin.rest.pages import Page
from support_plugin.search.queries import matching
from support_plugin.text.cleaning import is_storable
from support_plugin.text.folding import squeeze

# What a program may set.
FIELDS = ("shortcut", "title", "texts", "department", "is_active")


def require(user: Any, action: str) -> None:
    """Raise Refused ("forbidden") for whoever lacks Django's permission: view, add, change or delete."""
    names = ("view", "change") if action == "view" else (action,)
    if not any(user.has_perm(f"support_plugin.{name}_cannedreply") for name in names):
        raise Refused("forbidden", _("Your account may not manage canned replies."))


def managed_page(query: str, cursor: str) -> Page[CannedReply]:
    """Return a part of all replies, by shortcut, those that are not in use too. One statement."""
    start = read_cursor(cursor)
    rows = CannedReply.objects.order_by("shortcut", "pk")
    found = list((matching(rows, query) if query else rows)[start : start + PAGE + 1])
    return Page(found[:PAGE], start + PAGE if len(found) > PAGE else None)


def get_reply(pk: int) -> CannedReply:
    """Return a reply, or raise Refused ("not_found")."""
    reply = CannedReply.objects.filter(pk=pk).first()
    if reply is None:
        raise Refused("not_found", _("There is no such canned reply."))
    return reply


def create_reply(given: object, by: Any) -> tuple[CannedReply, bool]:
    """Store a new reply, made by ``by``; return it, and whether it is new: the very same again is not.

    Raises Refused: "invalid" with its ``fields``.
    """
    known = _find_same(given)
    if known is not None:
        return known, False
    return _save(CannedReply(made_by=by), given), True


def change_reply(reply: CannedReply, given: object) -> CannedReply:
    """Change what is given of a reply; of its texts, those in the languages given ("": none in it).

    Raises Refused as above.
    """
    return _save(reply, given)


def delete_reply(pk: int) -> None:
    """Delete a reply; messages made from it stay. Raises Refused ("not_found"), also the second time."""
    get_reply(pk).delete()


def managed_json(reply: CannedReply) -> dict[str, Any]:
    """Return a reply as it is managed, with its texts as they were written."""
    return {
        "id": str(reply.pk),
        "shortcut": reply.shortcut,
        "title": reply.title,
        "texts": reply.texts,
        "department": reply.department_id,
        "is_active": reply.is_active,
        "use_count": reply.use_count,
        "last_used_at": clock.to_json(reply.last_used_at) if reply.last_used_at else None,
    }


def _find_same(given: object) -> CannedReply | None:
    if not isinstance(given, Mapping) or not _is_text(given.get("shortcut")):
        return None
    same = CannedReply.objects.filter(key=squeeze(given["shortcut"].strip().lstrip("/"))).first()
    if same is None:
        return None
    values = {**managed_json(same), "shortcut": given["shortcut"]}
    return same if all(values[name] == given[name] for name in FIELDS if name in given) else None


def _save(reply: CannedReply, given: object) -> CannedReply:
    form = CannedReplyForm(_form_data(reply, given), instance=reply)
    if not form.is_valid():
        raise _refused({_name_of(field): list(texts) for field, texts in form.errors.items()})
    try:
        with transaction.atomic():
            saved: CannedReply = form.save()
    except IntegrityError:  # another with this shortcut was stored meanwhile
        raise _refused({"shortcut": [_("This shortcut exists already.")]}) from None
    return saved


def _form_data(reply: CannedReply, given: object) -> dict[str, Any]:
    """Return what the form of Django admin would send; what is not given is as it was."""
    if not isinstance(given, Mapping):
        raise _refused({})
    values = {**managed_json(reply), **{name: given[name] for name in FIELDS if name in given}}
    texts = values["texts"]
    languages = [code for code, _label in shop_languages()]
    wrong: dict[str, Any] = {
        name: [_("Write a text.")] for name in ("shortcut", "title") if not _is_text(values[name])
    }
    if not isinstance(texts, Mapping) or not all(_is_text(text) for text in texts.values()):
        wrong["texts"] = [_("Write a text for each language.")]
    elif "texts" in given and not set(texts) <= set(languages):
        wrong["texts"] = [_("The shop has these languages: %(codes)s.") % {"codes": ", ".join(languages)}]
    department = values["department"]
    if department is not None and (not isinstance(department, int) or isinstance(department, bool)):
        wrong["department"] = [_("Write the id of a department, or null.")]
    if not isinstance(values["is_active"], bool):
        wrong["is_active"] = [_("Write true or false.")]
    if wrong:
        raise _refused(wrong)
    return {
        "shortcut": values["shortcut"],
        "title": values["title"],
        "department": "" if department is None else str(department),
        **({"is_active": "on"} if values["is_active"] else {}),
        **{f"texts_{code}": {**reply.texts, **texts}.get(code, "") for code in languages},
    }


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_storable(value)


def _name_of(field: str) -> str:
    """Return how a program knows a field of the form: ``texts.fa``."""
    return field.replace("texts_", "texts.", 1)


def _refused(fields: dict[str, Any]) -> Refused:
    return Refused("invalid", _("This canned reply can't be stored as it is."), fields=fields)
