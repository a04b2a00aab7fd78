"""Which place of the shop a page is, and what shoppers mostly ask there."""

from collections.abc import Mapping

from django.http import HttpRequest

from support_plugin.answers.suggestions.models import ShopPage
from support_plugin.shop.checkout.steps import step_of
from support_plugin.shop.pages import page_kind

# The likeliest first. Needs are those of tools/answers/sentences: the articles of any shop are found by
# them, whatever their keys and categories are called.
NEEDS: Mapping[ShopPage, tuple[str, ...]] = {
    ShopPage.PRODUCT: (
        *("in-stock", "delivery-time", "delivery-cost", "genuine", "return-how", "size-weight-measure"),
        *("ingredients-allergens", "warranty", "how-to-use", "expiry-storage", "origin", "back-in-stock"),
    ),
    ShopPage.BASKET: (
        *("delivery-cost", "free-delivery-threshold", "voucher-where", "delivery-time", "return-how"),
        *("minimum-order", "payment-methods", "order-without-account", "taxes-included"),
    ),
    ShopPage.SIGN_IN: ("order-without-account", "lost-password", "login-problem", "otp-missing", "register"),
    ShopPage.DELIVERY: (
        *("delivery-cost", "delivery-time", "delivery-areas", "not-home", "pickup-in-store"),
        *("express-same-day", "choose-delivery-slot", "international-delivery", "packaging"),
    ),
    ShopPage.PAYMENT: (
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
    ShopPage.ORDERED: (
        *("track-order", "no-confirmation", "change-order-items", "change-delivery-address"),
        *("cancel-order", "delivery-time", "invoice", "not-home"),
    ),
    ShopPage.ACCOUNT: (
        *("track-order", "return-how", "refund-when", "cancel-order", "invoice", "change-email-phone"),
        *("order-late", "lost-password", "delete-account"),
    ),
    ShopPage.OTHER: (
        *("delivery-cost", "delivery-time", "return-how", "payment-methods", "track-order", "genuine"),
        *("opening-hours", "delivery-areas"),
    ),
}
STEPS = {
    "index": ShopPage.SIGN_IN,
    "payment-method": ShopPage.PAYMENT,
    "payment-details": ShopPage.PAYMENT,
    "preview": ShopPage.PAYMENT,
    "thank-you": ShopPage.ORDERED,
}
KINDS = {
    "product": ShopPage.PRODUCT,
    "basket": ShopPage.BASKET,
    "checkout": ShopPage.DELIVERY,
    "account": ShopPage.ACCOUNT,
}
SIGN_IN_PAGES = ("login", "register", "password-reset")


def place_of(request: HttpRequest) -> ShopPage:
    """Return the place of a page. Costs no query."""
    match = request.resolver_match
    kind = page_kind(request)
    if kind == "account" and match is not None and match.url_name in SIGN_IN_PAGES:
        return ShopPage.SIGN_IN
    return STEPS.get(step_of(request)) or KINDS.get(kind, ShopPage.OTHER)
