"""The box beside a guest's e-mail address or mobile number: "you may remind me". Empty until it is ticked."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language

from support_plugin.errors import Refused
from support_plugin.guests.phones import PHONE_FIELD, asks_for_phone, phone_error, phone_in_session
from support_plugin.limits import spend
from support_plugin.outbox.channels.base import Channel
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import shop_languages
from support_plugin.visitors.consents.flows import give_consent
from support_plugin.visitors.consents.models import ConsentSource, hash_wording
from support_plugin.visitors.contacts import EMAIL, PHONE, Contact, contact_hash
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.visitors.queries import who_asks

logger = logging.getLogger(__name__)
NAME = "support_consent"


def asks_for_consent() -> bool:
    """Return whether guests see the box."""
    preferences = get_preferences()
    return preferences.has_reminders and preferences.consents_enabled


def consent_box(request: HttpRequest) -> dict[str, Any]:
    """Return what the prompt shows of the box: its words, and whether a form that was refused had a tick."""
    wording = get_preferences().consent_text if asks_for_consent() else ""
    return {
        "consent_text": wording,
        "consent_name": NAME,
        # By it the server knows which words were shown, without trusting the browser's.
        "consent_value": hash_wording(wording) if wording else "",
        "is_consent_ticked": bool(wording and request.POST.get(NAME)),
    }


def note_consent(request: HttpRequest, email: str) -> None:
    """Store that the guest, whose form the shop has accepted, ticked the box. Never stops the checkout.

    It lifts no suppression: a guest has not proved whose address it is.
    """
    if NAME not in request.POST or request.user.is_authenticated or not asks_for_consent():
        return
    shown, contact = shown_words(request.POST[NAME]), given_contact(request, email)
    if shown is None or not contact_hash(contact.kind, contact.address):
        return
    key = read_key(request.COOKIES)
    try:
        spend("consents", who_asks(request, key))
        give_consent(
            *contact,
            wording=shown[1],
            language=shown[0],
            place=ConsentSource.GATEWAY,
            visitor_hash=hash_key(key) if key else "",
        )
    except Refused:
        return
    except DatabaseError:
        logger.exception("A consent could not be stored")


def shown_words(value: str) -> tuple[str, str] | None:
    """Return the language and the words that a box's value stands for; None for none of the shop's."""
    # The page may have been made in another language than the request's.
    for language in dict.fromkeys([get_language() or "", *dict(shop_languages())]):
        with translation.override(language or None):
            wording = get_preferences().consent_text
        if hash_wording(wording) == value:
            return language, wording
    return None


def given_contact(request: HttpRequest, email: str) -> Contact:
    """Return the contact that a form, which the shop has accepted with this address, was about."""
    if PHONE_FIELD in request.POST and asks_for_phone() and not phone_error(request):
        return Contact(PHONE, phone_in_session(request), Channel.SMS.value)
    return Contact(EMAIL, email, Channel.EMAIL.value)
