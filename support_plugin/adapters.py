"""The override points for a shop's developer.

Subclass :class:`SupportAdapter` in the shop and name it in ``SUPPORT_PLUGIN["ADAPTER"]``. One instance serves
the whole process: methods are called from several threads and must not keep state on ``self``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import IO, TYPE_CHECKING, Any, cast

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from support_plugin.conf import get_config

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.http import HttpRequest

    from support_plugin.shop.places.destinations import Destination

ANSWER_PERMISSION = "support_plugin.answer_conversation"


class FileRefused(Exception):
    """Raised by ``scan_file``; its text is shown to whoever sent the file, empty for a general one."""


@dataclass(frozen=True)
class PaymentWay:
    """A way to pay that the shop's checkout offers."""

    # What the checkout keeps of it (``pay_by``).
    code: str
    label: str
    # Placing the order leads to the payment of its whole total, such as on a bank's page; not on delivery.
    is_paid_at_once: bool


class SupportAdapter:
    """What the app does where shops differ."""

    def is_agent(self, user: "AbstractBaseUser | AnonymousUser") -> bool:
        """Return whether this user may read and answer the shoppers' conversations.

        Called for every request to the desk, every agent's API call and every socket frame of an agent.
        """
        # AbstractBaseUser promises neither is_staff nor has_perm; such a user is no agent.
        person = cast(Any, user)
        return bool(
            person.is_authenticated
            and getattr(person, "is_staff", False)
            and hasattr(person, "has_perm")
            and person.has_perm(ANSWER_PERMISSION)
        )

    def agent_name(self, user: "AbstractBaseUser") -> str:
        """Return the name under which shoppers see this agent; empty for the name set by the admin.

        Never the log-in name or e-mail address: they are the agent's own.
        """
        return self.full_name(user)

    def agent_picture_url(self, user: "AbstractBaseUser") -> str:
        """Return the path of this agent's picture on the shop's own host, such as ``/media/sara.webp``.

        Empty for none, as by default. Anything but a path is ignored: a picture from elsewhere would show
        another host who talks to the shop.
        """
        return ""

    def shopper_name(self, user: "AbstractBaseUser") -> str:
        """Return the name under which agents see this shopper."""
        return self.full_name(user) or str(user)

    def may_measure(self, request: "HttpRequest") -> bool:
        """Return whether the shop may note where this shopper comes from, and hesitation in the browser.

        Override it to ask the shop's own cookie banner. Global Privacy Control is obeyed in any case.
        """
        return True

    def scan_file(self, file: IO[bytes]) -> None:
        """Look at a file that somebody sends; raise FileRefused to keep it out.

        Called once for every upload, before anything is stored or decoded. ``file`` stands at its beginning
        and holds what was sent. Any other error refuses the upload for now (503): nothing goes unscanned.
        A scanner for ClamAV stands in docs/files.md.
        """

    def quote_destination(
        self, request: "HttpRequest", chosen: "Destination | None" = None
    ) -> "Destination | None":
        """Return where this request's cart would go; None while nobody knows.

        By default the address of the running checkout, else the account's default one, else what the shopper
        has ``chosen`` for an estimate. Called on each page with a notice: at most one query, please.
        """
        from support_plugin.shop.places.destinations import known_destination

        return known_destination(request) or chosen

    def quote_regions(self, request: "HttpRequest") -> "Sequence[Destination]":
        """Return the shop's main regions, over which a quote reaches while no destination is known.

        By default the shop's own country as a whole, as the admin or the settings state; none where neither
        does (docs/quotes.md). Shops whose charges differ within it name two or three places, from the
        cheapest to the dearest that is usual: the shop is asked for each.
        An empty sequence: nothing is said of the charge before there is a destination.
        """
        from support_plugin.shop.places.destinations import Destination
        from support_plugin.shop.places.home import home_country

        country = home_country()
        return (Destination(country, source="region"),) if country else ()

    def delivery_days(
        self, method: Any, cart: Any, destination: "Destination | None"
    ) -> int | tuple[int, int] | None:
        """Return the fewest and the most working days a shipping method takes, or one number for both.

        0 is the day on which the order is handled; None where nobody knows. By default the method's own
        ``delivery_days``: a number, a pair, or, as with ``calculate()``, a method that takes the cart.
        Oscar's own methods have none. Called for each method and place of a quote: no query, please.
        """
        days = getattr(method, "delivery_days", None)
        return days(cart) if callable(days) else days

    def guest_fields(self, country: str) -> Collection[str] | None:
        """Return which fields of the address form to show for a country (ISO code, "" for an unknown one).

        Names of the shop's own form; what that requires is shown in any case, the rest is folded. None (the
        default) leaves it to the app's table. Called for every country of the form, with each page of it.
        """
        return None

    def guest_email(self, phone: str) -> str:
        """Return the address at which mails reach a guest who gives only a mobile number (E.164).

        That of the shop's gateway for SMS, for example: Oscar sends the order's confirmation there. Empty
        (the default) where there is none: guests are then asked for their e-mail address.
        """
        return ""

    def payment_choice(self, order: Any) -> str:
        """Return what the shop's checkout keeps as the payment method (``pay_by``) of an order like this one.

        For the express checkout of a returning shopper; empty to have them choose. The default is the code of
        the source that the order was paid from.
        """
        source = order.sources.select_related("source_type").first()
        return str(source.source_type.code) if source else ""

    def payment_ways(self, request: "HttpRequest") -> "Sequence[PaymentWay]":
        """Return the ways to pay that are open to this request's checkout; none by default.

        With them, the last button of the checkout names the sum where it is paid at once, and after a failed
        payment the other ways are offered with one press each: ``pay_by`` keeps the code, and the preview
        follows. Leave out what asks for more than the choice, such as the number of a card.
        """
        return ()

    def all_payment_ways(self) -> "Sequence[PaymentWay]":
        """Return the ways to pay that the shop has at all; none by default.

        Shown to whoever asks without a cart. Which of them are open to an order is left to its checkout.
        """
        return ()

    def payment_url(self, order: Any) -> str:
        """Return where a placed order that is not paid can be paid; empty (the default) for nowhere.

        A button on the order's pages sends a POST there, with the token of Django's forms. Called with each
        of these pages: whoever sees one has proved to be the buyer; the address must prove it again.
        """
        return ""

    def payment_refusal(self, request: "HttpRequest") -> str:
        """Return why this request's last payment failed, for the shopper; empty (the default) for unknown.

        Shown with the ways on, so that the shop's own pages need not say it once more.
        """
        return ""

    def cost_of(self, product: Any) -> Decimal | None:
        """Return what one piece of a product costs the shop itself; None (the default) where nobody knows.

        In the currency and with the tax by which offers count its price. Incentives never bring the goods
        whose cost is known below it. Called for each product of a cart that was left, before a code is made,
        and of a cart with such a code, each time that its offers are worked out: no query, please.
        """
        return None

    def full_name(self, user: "AbstractBaseUser") -> str:
        """Return the user's full name, empty where the user model knows none."""
        get_full_name = getattr(user, "get_full_name", None)
        return str(get_full_name()).strip() if callable(get_full_name) else ""


@cache
def get_adapter() -> SupportAdapter:
    """Return the process's adapter."""
    return import_string(get_config()["ADAPTER"])()


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SUPPORT_PLUGIN":
        get_adapter.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.adapters")
