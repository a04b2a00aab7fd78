"""A code sent to a guest's mailbox proves it in another browser, which then reads the conversation.

The link in the e-mail proves nothing: it may be forwarded, or stand in a log.
"""

import hmac
import secrets
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from support_plugin import clock, limits
from support_plugin.chat.away.addresses import address_of, takes_mail
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation
from support_plugin.limits import Who
from support_plugin.mail import send_mail
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.digits import to_ascii_digits
from support_plugin.visitors import cookies

SALT, COOKIE_SALT = "support_plugin.chat.code", "support_plugin.chat.proved"
COOKIE = "support_proved"
# How long a code holds, how long a browser that gave it reads the conversation, and how often one may guess.
CODE_LASTS = timedelta(minutes=10)
PROOF_SECONDS = 24 * 3600
MOST_TRIES = 5
DIGITS = 6


def send_code(mail: ConversationMail, who: Who) -> None:
    """Send a new code to where the conversation's answers go; the one before ends.

    Whoever asks is not shown where that is, nor whether it takes mail. Raises Refused ("too_many").
    """
    conversation = mail.conversation
    to = address_of(conversation)
    limits.spend("reply_codes", replace(who, mailbox=to))
    if not to or not takes_mail(to):
        return
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    language = conversation.language or translation.get_language() or ""
    with transaction.atomic():
        ConversationMail.objects.filter(pk=mail.pk).update(
            code_hash=_hash(mail, code), code_until=clock.now() + CODE_LASTS, code_tries=0
        )

        def send() -> None:
            with translation.override(language):
                name = get_preferences().name
                subject = _("Your code for %(name)s") % {"name": name}
                # No digits of the reader's: codes are copied.
                send_mail(to, subject, "support_plugin/chat/away/code", {"code": code, "name": name})

        transaction.on_commit(send, robust=True)


def is_right_code(mail: ConversationMail, typed: str) -> bool:
    """Return whether this is the code that was sent last; each code is good once, for MOST_TRIES guesses."""
    now = clock.now()
    open_codes = ConversationMail.objects.filter(
        pk=mail.pk, code_tries__lt=MOST_TRIES, code_until__gt=now
    ).exclude(code_hash="")
    # Counted before it is looked at: guesses at the same time are guesses too.
    if not open_codes.update(code_tries=F("code_tries") + 1):
        return False
    hashed = _hash(mail, to_ascii_digits(typed).strip())
    stored = ConversationMail.objects.values_list("code_hash", flat=True).get(pk=mail.pk)
    if not hmac.compare_digest(hashed, stored):
        return False
    return bool(ConversationMail.objects.filter(pk=mail.pk, code_hash=hashed).update(code_hash=""))


def _hash(mail: ConversationMail, code: str) -> str:
    # Of the address too: after a correction, what went to the first one is worth nothing.
    address = address_of(mail.conversation).lower()
    return salted_hmac(SALT, f"{mail.pk}:{code}:{address}", algorithm="sha256").hexdigest()


def set_proof(response: HttpResponseBase, conversation: Conversation) -> None:
    """Let this browser read and answer a guest's conversation for PROOF_SECONDS."""
    response.set_cookie(
        COOKIE,
        signing.get_cookie_signer(salt=COOKIE_SALT).sign(_proof(conversation)),
        max_age=PROOF_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        **cookies.cookie_options(),
    )


def is_proved(request: HttpRequest, conversation: Conversation) -> bool:
    """Return whether this browser has proved a guest's mailbox; never for an account, which logs in."""
    if conversation.visitor.user_id is not None:
        return False
    try:
        signer = signing.get_cookie_signer(salt=COOKIE_SALT)
        proved = signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    return hmac.compare_digest(proved, _proof(conversation))


def _proof(conversation: Conversation) -> str:
    # With another address it has another value: what was proved is the mailbox.
    hashed = salted_hmac(COOKIE_SALT, conversation.reply_email.lower(), algorithm="sha256").hexdigest()
    return f"{conversation.public_id}.{hashed}"
