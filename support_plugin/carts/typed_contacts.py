"""A guest's contact, known as soon as it is typed; forgotten when it is taken out or replaced.

Only where the admin wants that, and a sentence beside the field says so (guests/early_contact_field.py).
"""

from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest

from support_plugin import clock
from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import Abandonment, CartActivity, TypedContact
from support_plugin.database.turns import take_turns
from support_plugin.errors import Refused
from support_plugin.guests.consent import NAME, asks_for_consent, given_contact, logger, shown_words
from support_plugin.guests.early_contact_field import NUMBER
from support_plugin.guests.phones import phone_in_session
from support_plugin.limits import spend
from support_plugin.shop.checkout.session import guest_email
from support_plugin.visitors.consents.flows import get_or_give
from support_plugin.visitors.consents.models import Consent, ConsentSource
from support_plugin.visitors.contacts import EMAIL, PHONE, Contact, contact_hash
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.visitors.queries import who_asks

# What JavaScript counts in, without loss.
LARGEST = 2**53


@transaction.atomic
def note_typed(request: HttpRequest, cart_id: Any, contact: Contact | None, ticked: str, number: int) -> bool:
    """Keep what a guest has typed with their cart, in place of what was kept; None forgets it.

    ``ticked`` is the value of the box of consent, "" for an empty one: a tick is a consent, and without it
    the one that typing gave is withdrawn. ``number`` is the browser's time in milliseconds. Idempotent;
    returns whether it counts: not where something newer was sent, or the cart is not followed.
    """
    take_turns(CartActivity)
    note_changes([cart_id])
    activity = CartActivity.objects.select_for_update(of=("self",)).filter(pk=cart_id).first()
    if activity is None:
        return False
    typed, _made = TypedContact.objects.select_related("consent").get_or_create(activity=activity)
    if number < typed.number:
        return False
    typed.number = number
    _keep(request, activity, contact)
    if not _has_given(typed, contact, ticked):
        _withdraw_typed(typed)
        typed.consent = _give(request, contact, ticked) if contact is not None and ticked else None
    typed.save()
    return True


def _keep(request: HttpRequest, activity: CartActivity, contact: Contact | None) -> None:
    kind, address = (contact.kind, contact.address) if contact is not None else ("", "")
    email, phone = guest_email(request).lower(), phone_in_session(request)
    # Typed again as the shop has accepted it in this checkout, it is what the form gave.
    is_accepted = bool(email and address) and address == (email if kind == EMAIL else phone)
    if not is_accepted:
        email, phone = (address if kind == EMAIL else ""), (address if kind == PHONE else "")
    activity.email, activity.phone = email, phone
    activity.is_contact_typed = bool(address) and not is_accepted
    activity.save(update_fields=["email", "phone", "is_contact_typed"])
    _forget_left(activity.pk, contact)


def _forget_left(cart_id: Any, contact: Contact | None) -> None:
    """Forget what was typed when the cart was left before, unless it is this contact."""
    left = Abandonment.objects.filter(cart=cart_id, is_contact_typed=True)
    if contact is not None:
        left = left.exclude(**{contact.kind: contact.address.lower()})
    left.update(email="", phone="", is_contact_typed=False)


def settle_typed(request: HttpRequest, cart_id: Any, email: str) -> None:
    """Settle what was typed by the form that the shop has accepted with this address.

    What an earlier tick gave stays where the form has a tick and the same contact; else it is withdrawn.
    Never stops the checkout.
    """
    try:
        with transaction.atomic():
            _settle(request, cart_id, given_contact(request, email))
    except DatabaseError:
        logger.exception("What a guest had typed could not be settled")


def _settle(request: HttpRequest, cart_id: Any, contact: Contact) -> None:
    # Mostly there is none.
    if not TypedContact.objects.filter(pk=cart_id).exists():
        return
    take_turns(CartActivity)
    rows = TypedContact.objects.select_for_update(of=("self",)).select_related("consent")
    typed = rows.filter(pk=cart_id).first()
    if typed is None:
        return
    same = typed.consent and typed.consent.contact_hash == contact_hash(contact.kind, contact.address)
    if not (same and NAME in request.POST):
        _withdraw_typed(typed)
    _forget_left(cart_id, contact)
    typed.consent = None
    typed.number = max(typed.number, read_number(request.POST.get(NUMBER, "")) or 0)
    typed.save()


def read_number(value: Any) -> int | None:
    """Return a browser's time in milliseconds; None for what is none."""
    text = str(value)
    is_number = not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) < 17
    return int(text) if is_number and int(text) <= LARGEST else None


def _has_given(typed: TypedContact, contact: Contact | None, ticked: str) -> bool:
    """Return whether a tick beside this contact has given this very consent while it was typed."""
    given = typed.consent
    if given is None or given.withdrawn_at is not None or contact is None or given.wording_hash != ticked:
        return False
    return given.contact_hash == contact_hash(contact.kind, contact.address)


def _withdraw_typed(typed: TypedContact) -> None:
    """Withdraw what a tick gave while typing, and nothing that anybody has given elsewhere."""
    if typed.consent_id is not None:
        given = Consent.objects.filter(pk=typed.consent_id, withdrawn_at=None)
        given.update(withdrawn_at=clock.now())
    typed.consent = None


def _give(request: HttpRequest, contact: Contact, ticked: str) -> Consent | None:
    """Return the consent that this tick has given; None where it gave none, or it was there before."""
    shown = shown_words(ticked) if asks_for_consent() else None
    if shown is None:
        return None
    key = read_key(request.COOKIES)
    try:
        spend("consents", who_asks(request, key))
    except Refused:
        return None
    consent, is_new = get_or_give(
        *contact,
        wording=shown[1],
        language=shown[0],
        place=ConsentSource.GATEWAY,
        visitor_hash=hash_key(key) if key else "",
    )
    return consent if is_new else None
