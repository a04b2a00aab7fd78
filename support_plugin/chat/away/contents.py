"""What the e-mails about conversations say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin.chat.away.addresses import address_of
from support_plugin.chat.away.alerts import overdue
from support_plugin.chat.away.answer_mails import unseen_answers
from support_plugin.chat.away.links import answer_link, desk_link, rating_link
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import load_contents
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.chat.team.people import email_of
from support_plugin.formats.dates import describe_duration, describe_zone
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.mail import render_mail
from support_plugin.outbox.channels.base import TryLater
from support_plugin.preferences.queries import get_preferences

Kind = ConversationMail.Kind
# Answers that are quoted; the others stand in the chat.
MOST_QUOTED = 20
TEMPLATES = "support_plugin/chat/away"


@dataclass(frozen=True)
class Letter:
    """An e-mail as it is sent."""

    to: str
    subject: str
    text: str
    html: str


def write_letter(mail: ConversationMail, now: datetime) -> Letter | None:
    """Return what to send; None where it is not needed any more.

    In the conversation's language to its shopper, in the shop's to colleagues. Raises TryLater where the
    shop's own address is not known.
    """
    conversation = Conversation.objects.select_related("visitor__user").get(pk=mail.conversation_id)
    language = settings.LANGUAGE_CODE
    if mail.user_id is None and conversation.language in dict(settings.LANGUAGES):
        language = conversation.language
    with translation.override(language):
        return WRITERS[Kind(mail.kind)](mail, conversation, now)


def _answer(mail: ConversationMail, conversation: Conversation, now: datetime) -> Letter | None:
    after = max(mail.after_seq, conversation.shopper_seen_seq)
    found = list(unseen_answers(conversation, after).select_related("agent").order_by("seq"))
    to = address_of(conversation)
    if not found or conversation.deleted_at or not to:
        return None
    said = shown_messages(load_contents(found[:MOST_QUOTED]), line_texts())
    context = {
        "messages": said,
        "more": len(found) > MOST_QUOTED,
        "link": _known(answer_link(mail)),
        "zone": describe_zone(),
        "is_account": conversation.visitor.user_id is not None,
    }
    return _letter(to, _("Your answer from %(name)s"), "answer", context)


def _rating(mail: ConversationMail, conversation: Conversation, now: datetime) -> Letter | None:
    to = address_of(conversation)
    is_open = conversation.status == Conversation.Status.OPEN
    if is_open or conversation.rating or conversation.deleted_at or not to:
        return None
    link = _known(rating_link(conversation))
    return _letter(to, _("How was your conversation with %(name)s?"), "rating", {"link": link})


def _low_rating(mail: ConversationMail, conversation: Conversation, now: datetime) -> Letter | None:
    if conversation.rating != Conversation.Rating.BAD or conversation.deleted_at:
        return None
    # What was said stays at the desk, where each look needs the permission.
    context = {"link": _known(desk_link(conversation))}
    return _letter(email_of(mail.user), _("%(name)s: a shopper was not satisfied"), "low_rating", context)


def _unanswered(mail: ConversationMail, conversation: Conversation, now: datetime) -> Letter | None:
    waiting = overdue(now).order_by("waiting_since")
    count, longest = waiting.count(), waiting.values_list("waiting_since", flat=True).first()
    if not count or longest is None:
        return None
    words = ngettext(
        "%(count)s conversation waits for an answer", "%(count)s conversations wait for an answer", count
    )
    context = {
        "words": words % {"count": in_readers_digits(count)},
        "longest": describe_duration(longest, now),
        "link": _known(desk_link()),
    }
    subject = "%(name)s: " + str(context["words"]).replace("%", "%%")
    return _letter(email_of(mail.user), subject, "unanswered", context)


def _letter(to: str, subject: str, template: str, context: dict[str, Any]) -> Letter | None:
    if not to:
        return None
    name = get_preferences().name
    values = {**context, "name": name}
    return Letter(to, *render_mail(subject % {"name": name}, f"{TEMPLATES}/{template}", values))


def _known(link: str) -> str:
    if not link:
        raise TryLater("The shop's own address is not known: set SUPPORT_PLUGIN['SITE_URL'].")
    return link


WRITERS = {
    Kind.ANSWER: _answer,
    Kind.RATING: _rating,
    Kind.LOW_RATING: _low_rating,
    Kind.UNANSWERED: _unanswered,
}
