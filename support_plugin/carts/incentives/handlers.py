"""What happens to codes when the shop says that one was used or put in, or who the shopper is."""

import logging
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest

from support_plugin.answers.skills.offers import offer_from
from support_plugin.carts.incentives.codes import take_out_others
from support_plugin.carts.incentives.flows import forget_owners, give_to_account, note_use
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.carts.incentives.offering import Pool
from support_plugin.carts.incentives.words import WRONG_ACCOUNT, WRONG_CONTACT
from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.events import on_guest_start
from support_plugin.shop.personal_vouchers.carts import given_by, on_voucher_added
from support_plugin.signals import obstacle_met
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.web.nonces import answered_request

logger = logging.getLogger(__name__)

offer_from(Pool())


@receiver(post_save, sender="voucher.VoucherApplication", dispatch_uid="support_plugin.incentives.used")
def voucher_used(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An order has used a voucher, by whichever way it was placed."""
    if created and not raw and instance.voucher.voucher_set_id is not None:
        note_use(instance.voucher_id, *given_by(instance))


@receiver(user_logged_in, dispatch_uid="support_plugin.incentives.login")
def take_over_codes(request: HttpRequest | None, user: Any, **kwargs: object) -> None:
    """A guest's codes go on in the account: by the browser's key, which is deleted with this answer."""
    key = read_key(request.COOKIES) if request is not None else None
    if key is None:
        return
    try:
        give_to_account(hash_key(key), user)
    except DatabaseError:
        # A failure here must not prevent the log-in.
        logger.exception("What a guest got is not given to the account")


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="support_plugin.incentives.account")
def account_deleted(instance: Any, **kwargs: Any) -> None:
    """An account's codes lead to nobody any more."""
    forget_owners(PersonalVoucher.objects.filter(user=instance.pk))


def check_added_codes(cart: Any, voucher_ids: Collection[Any]) -> None:
    """A voucher came into a cart, by a page, a program, or as the guest's cart became the account's."""
    request = answered_request()
    take_out_others(request, cart, cart.owner, WRONG_ACCOUNT)


def check_guests_codes(request: HttpRequest, email: str) -> None:
    """A guest has given an address."""
    cart = present_cart(request)
    if take_out_others(request, cart, request.user, WRONG_CONTACT):
        cart.reset_offer_applications()
        obstacle_met.send_robust(sender=None, request=request, obstacle="voucher_refused")


on_voucher_added(check_added_codes)
on_guest_start(check_guests_codes)
