"""Which place of the shop a page is, and what shoppers mostly ask there."""

from collections.abc import Mapping

from django.http import HttpRequest

from support_plugin.answers.suggestions.models import Place
from support_plugin.shop.checkout.steps import step_of
from support_plugin.shop.pages import page_kind

# The likeliest first. Needs are those of tools/answers/sentences: the articles of any shop are found by
# them, whatever their keys and categories are called.
NEEDS: Mapping[Place, tuple[str, ...]] = {
    Place.PRODUCT: (
        *("in-stock", "delivery-time", "delivery-cost", "genuine", "return-how", "size-weight-measure"),
        *("ingredients-allergens", "warranty", "how-to-use", "expiry-storage", "origin", "back-in-stock"),
    ),
    Place.BASKET: (
        *("delivery-cost", "free-delivery-threshold", "voucher-where", "delivery-time", "return-how"),
        *("minimum-order", "payment-methods", "order-without-account", "taxes-included"),
    ),
    Place.SIGN_IN: ("order-without-account", "lost-password", "login-problem", "otp-missing", "register"),
    Place.DELIVERY: (
        *("delivery-cost", "delivery-time", "delivery-areas", "not-home", "pickup-in-store"),
        *("express-same-day", "choose-delivery-slot", "international-delivery", "packaging"),
    ),
    Place.PAYMENT: (
        *("payment-methods", "payment-safety", "payment-failed", "voucher-refused", "cash-on-delivery"),
        *(
            "voucher-where",
            "charged-no-order",
            "card-on-delivery",
            "instalments",
            "taxes-included",
            "invoice",
        ),
    ),
    Place.ORDERED: (
        *("track-order", "no-confirmation", "change-order-items", "change-delivery-address"),
        *("cancel-order", "delivery-time", "invoice", "not-home"),
    ),
    Place.ACCOUNT: (
        *("track-order", "return-how", "refund-when", "cancel-order", "invoice", "change-email-phone"),
        *("order-late", "lost-password", "delete-account"),
    ),
    Place.OTHER: (
        *("delivery-cost", "delivery-time", "return-how", "payment-methods", "track-order", "genuine"),
        *("opening-hours", "delivery-areas"),
    ),
}
STEPS = {
    "index": Place.SIGN_IN,
    "payment-method": Place.PAYMENT,
    "payment-details": Place.PAYMENT,
    "preview": Place.PAYMENT,
    "thank-you": Place.ORDERED,
}
KINDS = {
    "product": Place.PRODUCT,
    "basket": Place.BASKET,
    "checkout": Place.DELIVERY,
    "account": Place.ACCOUNT,
}
SIGN_IN_PAGES = ("login", "register", "password-reset")


def place_of(request: HttpRequest) -> Place:
    """Return the place of a page. Costs no query."""
    match = request.resolver_match
    kind = page_kind(request)
    if kind == "account" and match is not None and match.url_name in SIGN_IN_PAGES:
        return Place.SIGN_IN
    return STEPS.get(step_of(request)) or KINDS.get(kind, Place.OTHER)
