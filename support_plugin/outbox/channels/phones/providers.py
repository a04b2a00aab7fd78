"""What a provider of SMS or WhatsApp does, and the options that all of ours share."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from support_plugin.links import absolute
from support_plugin.outbox.channels.base import Sent
from support_plugin.outbox.channels.phones.reports.incoming import amount
from support_plugin.outbox.channels.phones.reports.readers import SECRET, Reader
from support_plugin.outbox.channels.phones.sms_parts import segments
from support_plugin.outbox.channels.phones.texts import Text

REPORTS_VIEW = "support_plugin:phone-reports"
# Options whose values hang on the country: its calling code, without "+", and the value.
BY_COUNTRY = ("SENDERS", "SUFFIXES")


class Provider(Protocol):
    """Takes messages. One object for each process and channel, made with the ``OPTIONS`` of the settings.

    It is called from several threads.
    """

    def __init__(self, options: Mapping[str, Any]) -> None: ...

    def send(self, text: Text) -> Sent:
        """Hand over a message, once.

        Raises TryLater or Rejected where nobody got it; the shop's own faults (a wrong key, no credit, no
        such template) are TryLater, so that nothing is lost until the admin has mended them. Whatever else
        it raises says that nobody knows: such a message is never sent again by itself.
        """


class BaseProvider:
    """Options, sender, ending and price, as all of our providers have them.

    Subclasses name their options; ``SECRETS`` are never part of a message of ours. ``HOME``: the calling
    code of the country that a provider works in, where it is but one. ``REPORTS`` reads what the provider
    reports afterwards, where it does.
    """

    NAME: ClassVar[str]
    REQUIRED: ClassVar[tuple[str, ...]] = ()
    OPTIONAL: ClassVar[tuple[str, ...]] = ()
    SECRETS: ClassVar[tuple[str, ...]] = ()
    SHARED: ClassVar[tuple[str, ...]] = ("SENDER", "SENDERS", "SUFFIX", "SUFFIXES", "PRICE", "CURRENCY")
    HOME: ClassVar[str] = ""
    REPORTS: ClassVar[type[Reader] | None] = None

    def __init__(self, options: Mapping[str, Any]) -> None:
        problems = self.problems(options)
        if problems:
            raise ImproperlyConfigured(f"{self.NAME}: {' '.join(problems)}")
        self.options = dict(options)

    @classmethod
    def problems(cls, options: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the options, in sentences that hold none of their values."""
        known = {*cls.REQUIRED, *cls.OPTIONAL, *cls.SHARED, *cls.secret_names()}
        found = [f"{name} is missing." for name in cls.REQUIRED if not options.get(name)]
        found += [f"{name!r} is not known." for name in options if name not in known]
        found += [
            f"{name} must be text of one line, without spaces around it."
            for name in ("SENDER", "SUFFIX", "CURRENCY")
            if name in options and not _is_line(options[name])
        ]
        found += [
            f"{name} must be text of ASCII letters, without spaces around it."
            for name in cls.secret_names()
            if options.get(name) and not (_is_line(options[name]) and options[name].isascii())
        ]
        found += [
            f"{name} must name values by calling codes, such as {{'98': …}}."
            for name in BY_COUNTRY
            if name in options and not _is_by_country(options[name])
        ]
        if "PRICE" in options and not (_is_price(options["PRICE"]) and options.get("CURRENCY")):
            found.append("PRICE must be a number, with its CURRENCY beside it.")
        if cls.REPORTS is not None and SECRET in options:
            found += cls.REPORTS.problems(options)
        return found

    @classmethod
    def secret_names(cls) -> tuple[str, ...]:
        """Return the options that are never part of a message of ours."""
        return (*cls.SECRETS, *((SECRET, *cls.REPORTS.OPTIONS) if cls.REPORTS else ()))

    def reports_url(self) -> str:
        """Return the address at which the provider reports what became of a message; "" where it has none."""
        if self.REPORTS is None or SECRET not in self.options:
            return ""
        try:
            path = reverse(REPORTS_VIEW, args=[self.REPORTS.SLUG, self.options[SECRET]])
        except NoReverseMatch:
            return ""
        return absolute(path)

    def sender_of(self, text: Text) -> str:
        """Return the line or name that a message comes from: its own, its country's, the shop's, or ""."""
        return text.sender or self._by_country("SENDERS", text.to) or self.options.get("SENDER", "")

    def wording_of(self, text: Text) -> str:
        """Return what is sent: free texts have the ending that a country demands, such as «لغو۱۱»."""
        ending = self._by_country("SUFFIXES", text.to) or self.options.get("SUFFIX", "")
        if text.template or not ending or text.text.rstrip().endswith(ending):
            return text.text
        return f"{text.text.rstrip()}\n{ending}"

    def units_of(self, text: Text) -> int:
        """Return how many messages the provider will charge: 1 or more."""
        return max(1, segments(self.wording_of(text)))

    def price_of(self, units: Decimal | int) -> tuple[Decimal | None, str]:
        """Return what so many messages cost by the shop's own ``PRICE``, and the currency."""
        if "PRICE" not in self.options:
            return None, ""
        cost = amount(Decimal(str(self.options["PRICE"])) * units)
        return (cost, self.options["CURRENCY"]) if cost else (None, "")

    def _by_country(self, option: str, to: str) -> str:
        values: Mapping[str, str] = self.options.get(option, {})
        codes = [code for code in values if to.removeprefix("+").startswith(code)]
        return values[max(codes, key=len)] if codes else ""


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and value.isprintable()


def _is_by_country(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(code, str) and code.isascii() and code.isdigit() and _is_line(one)
        for code, one in value.items()
    )


def _is_price(value: object) -> bool:
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        return False
    return price.is_finite() and price >= 0
