"""An account for a guest after the order: the link that is mailed, and claiming the order by it."""

import logging
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.guests.account_tokens import make_key, read_key
from support_plugin.limits import Who, address_of, spend
from support_plugin.links import absolute
from support_plugin.mail import send_mail
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import guest_orders
from support_plugin.shop.mails import shop_name
from support_plugin.signals import account_claimed
from support_plugin.visitors import cookies
from support_plugin.visitors.flows import join_visitor
from support_plugin.visitors.queries import find_visitor

logger = logging.getLogger(__name__)


class NotAllowed(Exception):
    """This person may not take over this order, or no longer."""


def account_link(order: Any, request: HttpRequest | None) -> str:
    """Return the full address at which the owner of a guest's mailbox makes an account of the order.

    To be sent to the order's e-mail address and shown nowhere else. With the request of the guest who placed
    it, the guest's conversation goes along. Empty for an order that is no guest's, and where the settings
    name no address of the shop.
    """
    if not get_preferences().accounts_enabled or not guest_orders.is_guests(order):
        return ""
    key = make_key(order, _visitor_of(request))
    return absolute(reverse("support_plugin:guest-account-link", args=[key]))


def _visitor_of(request: HttpRequest | None) -> int | None:
    user: Any = getattr(request, "user", None)
    # Staff who have a confirmation sent again are not the guest.
    if request is None or user is None or user.is_authenticated:
        return None
    visitor = find_visitor(user, cookies.read_key(request.COOKIES))
    return visitor.pk if visitor else None


def mail_account_link(request: HttpRequest) -> bool:
    """Send the link for the order that this session placed to the address given with it.

    Returns False where it could not be sent. Raises NotAllowed where this session placed none as a guest, or
    had its links mailed already. The same is done and said whether or not the address has an account.
    """
    order = guest_orders.placed_order(request)
    user: Any = request.user
    if order is None or user.is_authenticated:
        raise NotAllowed
    link = account_link(order, request)
    if not link:
        raise NotAllowed
    # Counted, not looked up: several presses at once get no more than one after the other.
    who = Who(address_of(request.META), f"order-{order.pk}", order.guest_email)
    try:
        spend("account_links", who)
    except Refused:
        raise NotAllowed from None
    try:
        _send_link(order, link)
    except OSError as error:  # what mail servers fail with, smtplib's errors included
        logger.warning("The account link could not be sent: %r", error)
        return False
    return True


def _send_link(order: Any, link: str) -> None:
    # The shop's name, and not the chat's: the reader has ordered there, and may never have seen the chat.
    name = shop_name()
    subject = str(_("Your account at %(name)s") % {"name": name})
    context = {"link": link, "name": name, "number": order.number}
    send_mail(order.guest_email, subject, "support_plugin/guests/account_mail", context)


@transaction.atomic
def claim_with_new_account(request: HttpRequest, key: str, form: Any) -> Any:
    """Make an account by the shop's own form, log its owner in, and give it the guest's order; return that.

    Raises NotAllowed for a key that is no longer good, or where the mailbox has an account by now.
    """
    order, visitor_id = _lock_order(key)
    if guest_orders.has_account(order.guest_email):
        raise NotAllowed
    user = guest_orders.register(request, form)
    return _give_order(order, user, visitor_id, is_new=True)


@transaction.atomic
def claim_with_account(user: Any, key: str) -> Any:
    """Give the guest's order to the account that is logged in; return the order.

    Raises NotAllowed unless the key is good and the account has the e-mail address of the order.
    """
    order, visitor_id = _lock_order(key)
    if not is_owner(user, order):
        raise NotAllowed
    return _give_order(order, user, visitor_id, is_new=False)


def is_owner(user: Any, order: Any) -> bool:
    """Return whether an account has the address that a guest's order was placed with."""
    return guest_orders.email_of(user).lower() == order.guest_email.lower()


def _lock_order(key: str) -> tuple[Any, int | None]:
    found = read_key(key)
    if found is None:
        raise NotAllowed
    guest_orders.lock_mailbox(found[0].guest_email)
    # Again, now that nobody else can take it: two clicks at once take it over once.
    found = read_key(key)
    if found is None:
        raise NotAllowed
    return found


def _give_order(order: Any, user: Any, visitor_id: int | None, *, is_new: bool) -> Any:
    guest_orders.give_order(order, user)
    if visitor_id is not None:
        join_visitor(visitor_id, user)
    send_after_commit(account_claimed, type(order), user=user, order=order, is_new=is_new)
    return order
