"""What happens in the checkout without an account, and after it."""

import logging
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.adapters import get_adapter
from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.guests.tokens import make_key, read_key
from support_plugin.limits import Who, address_of, spend
from support_plugin.links import absolute
from support_plugin.mail import send_mail
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import guest_orders, steps
from support_plugin.shop.checkout.session import chosen_method
from support_plugin.shop.mails import shop_name
from support_plugin.signals import account_claimed
from support_plugin.visitors import cookies
from support_plugin.visitors.flows import join_visitor
from support_plugin.visitors.queries import find_visitor
from support_plugin.web.request_state import state_of

logger = logging.getLogger(__name__)

# Session keys: the address was just entered; the step of the methods was passed over, and the shopper has not
# seen the choice yet.
FRESH_ADDRESS = "support_fresh_address"
UNSEEN_CHOICE = "support_unseen_choice"


class NotAllowed(Exception):
    """This person may not take over this order, or no longer."""


def note_address(request: HttpRequest) -> None:
    """Remember that the shopper is about to leave the address step."""
    if get_preferences().first_method_enabled:
        request.session[FRESH_ADDRESS] = True


def forget_address(request: HttpRequest) -> None:
    """Forget it: the shopper has chosen a shipping method since."""
    request.session.pop(FRESH_ADDRESS, None)
    request.session.pop(UNSEEN_CHOICE, None)


def pass_method_step(request: HttpRequest) -> str:
    """Return where to go instead of the step of the shipping methods; empty to show it.

    Passed over once, right after the address: whoever comes to change the method sees the step. The page that
    follows must show the choice: see :func:`is_choice_missing`.
    """
    is_fresh = request.session.pop(FRESH_ADDRESS, False)
    request.session.pop(UNSEEN_CHOICE, None)
    if not is_fresh or not get_preferences().first_method_enabled:
        return ""
    before = chosen_method(request)
    following = steps.settle_method(request)
    if following:
        request.session[UNSEEN_CHOICE] = {"before": before}
    return following


def is_choice_missing(request: HttpRequest) -> bool:
    """Return whether the page just made should have shown the choice that was passed over, and did not.

    Then the method of before is back in the checkout, and the shopper has to be led to the step. To be asked
    once, of the first page after the step: that page alone decides.
    """
    if not get_preferences().first_method_enabled:
        return False
    unseen = request.session.pop(UNSEEN_CHOICE, None)
    if unseen is None or state_of(request).shows_methods:
        return False
    steps.restore_method(request, unseen["before"])
    logger.warning("The page %s shows no {%% support_method_choice %%}", request.path)
    return True


def start_express(request: HttpRequest) -> str:
    """Fill the checkout with what a returning shopper chose last; return the name of the page to show.

    The preview, or the first step at which something has to be chosen: the payment where nobody knows how the
    last order was paid. Only the shopper's own address is taken; the shop's own conditions are checked by its
    preview as ever.
    """
    user: Any = request.user
    order = steps.last_order(user)
    forget_address(request)
    if order is None or not steps.is_ready_to_order(request):
        return "index"
    address = steps.last_address(user) if steps.needs_shipping(request) else None
    if address is None and steps.needs_shipping(request):
        return "shipping-address"
    payment = get_adapter().payment_choice(order)
    if steps.fill_checkout(request, address, order.shipping_code or None, payment) is None:
        return "shipping-method"
    return "preview" if payment else "payment-method"


def account_link(order: Any, request: HttpRequest | None) -> str:
    """Return the full address at which the owner of a guest's mailbox makes an account of the order.

    To be sent to the order's e-mail address and shown nowhere else. With the request of the guest who placed
    it, the guest's conversation goes along. Empty for an order that is no guest's, and where the settings
    tell no address of the shop.
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
        _send(order, link)
    except OSError as error:  # what mail servers fail with, smtplib's errors included
        logger.warning("The account link could not be sent: %r", error)
        return False
    return True


def _send(order: Any, link: str) -> None:
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
    order, visitor_id = _hold(key)
    if guest_orders.has_account(order.guest_email):
        raise NotAllowed
    user = guest_orders.register(request, form)
    return _give(order, user, visitor_id, is_new=True)


@transaction.atomic
def claim_with_account(user: Any, key: str) -> Any:
    """Give the guest's order to the account that is logged in; return the order.

    Raises NotAllowed unless the key is good and the account has the e-mail address of the order.
    """
    order, visitor_id = _hold(key)
    if not is_owner(user, order):
        raise NotAllowed
    return _give(order, user, visitor_id, is_new=False)


def is_owner(user: Any, order: Any) -> bool:
    """Return whether an account has the address that a guest's order was placed with."""
    return guest_orders.email_of(user).lower() == order.guest_email.lower()


def _hold(key: str) -> tuple[Any, int | None]:
    found = read_key(key)
    if found is None:
        raise NotAllowed
    guest_orders.lock_mailbox(found[0].guest_email)
    # Again, now that nobody else can take it: two clicks at once take it over once.
    found = read_key(key)
    if found is None:
        raise NotAllowed
    return found


def _give(order: Any, user: Any, visitor_id: int | None, *, is_new: bool) -> Any:
    guest_orders.give_order(order, user)
    if visitor_id is not None:
        join_visitor(visitor_id, user)
    send_after_commit(account_claimed, type(order), user=user, order=order, is_new=is_new)
    return order
