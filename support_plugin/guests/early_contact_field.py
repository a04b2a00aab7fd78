"""Early contacts: a guest's contact is stored as soon as it is typed, where the admin wants it.

A sentence beside the field says so.
"""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin.guests.consent import asks_for_consent
from support_plugin.guests.phones import address_of_phone, asks_for_phone
from support_plugin.outbox.channels.base import Channel
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import shop_languages
from support_plugin.shop.checkout.gateway import allows_guests
from support_plugin.shop.typed.phones import read_phone
from support_plugin.visitors.consents.models import hash_wording
from support_plugin.visitors.contacts import EMAIL, PHONE, Contact, contact_hash, read_email

# The hidden field in which the script puts the time at which the form was sent.
NUMBER = "support_note_number"


def stores_contacts_early() -> bool:
    """Return whether a guest's contact is stored as soon as it is typed."""
    preferences = get_preferences()
    wants = preferences.has_reminders and preferences.contact_noted_early
    return bool(wants and preferences.guests_enabled and allows_guests())


def early_contact() -> dict[str, Any]:
    """Return the prompt's context for it: the sentence, and the URL for its script."""
    text = _sentence() if stores_contacts_early() else ""
    return {
        "note_text": text,
        "note_name": NUMBER,
        "note_words": hash_wording(text) if text else "",
        "note_url": reverse("support_plugin:api-typed-contacts") if text else "",
    }


def is_shown(words: str) -> bool:
    """Return whether this is the hash of the sentence, as the shop's pages have it in any language now."""
    for language, _name in shop_languages():
        with translation.override(language):
            if stores_contacts_early() and hash_wording(_sentence()) == words:
                return True
    return False


def read_contact(typed: str) -> Contact | None:
    """Return the contact that somebody typed into the prompt's field; None for what is none."""
    if asks_for_phone():
        phone = read_phone(typed)
        return Contact(PHONE, phone, Channel.SMS.value) if address_of_phone(phone) else None
    email = read_email(typed).lower()
    return Contact(EMAIL, email, Channel.EMAIL.value) if contact_hash(EMAIL, email) else None


def _sentence() -> str:
    if asks_for_phone():
        text = _(
            "We keep your mobile number with this cart as soon as you have typed it, also if you do not go "
            "on. Empty the field, and we forget it."
        )
    else:
        text = _(
            "We keep your e-mail address with this cart as soon as you have typed it, also if you do not go "
            "on. Empty the field, and we forget it."
        )
    return text + " " + _("We remind you only if you tick the box.") if asks_for_consent() else text
