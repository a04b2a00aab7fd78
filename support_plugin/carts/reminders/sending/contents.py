"""What a reminder says to its reader, as the cart and the shop are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import Truncator

from support_plugin.carts.models import Abandonment
from support_plugin.carts.prompts.contents import name_of
from support_plugin.carts.reminders.models import PlanStep
from support_plugin.carts.reminders.words import SHORT, SUBJECT, TEXTS, fill_in
from support_plugin.chat.pages.colours import accent_colours
from support_plugin.formats.money import format_money
from support_plugin.formats.numbers import format_number
from support_plugin.links import absolute, site_url
from support_plugin.mail import one_line
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import in_active_language, shop_languages
from support_plugin.shop.mails import shop_name
from support_plugin.shop.products import SoldProduct
from support_plugin.text.bidi import without_controls
from support_plugin.text.language import direction_of, language_of_words

# More lines than these are shown as their number.
MOST_LINES = 8
# Characters of a product's name within a sentence or a subject.
MOST_OF_NAME = 60


class HasLines(Protocol):
    """A cart, as it is or as it was: its lines have ``product_id`` and ``quantity``."""

    @property
    def lines(self) -> Sequence[Any]:
        """What is in it."""


@dataclass(frozen=True)
class Line:
    """One product of the cart that can still be bought, in words of the active language."""

    name: str
    quantity: str
    price: str
    picture: str


@dataclass(frozen=True)
class Mail:
    """An e-mail in its reader's language."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Cart:
    """What is left of a cart that can be bought now."""

    lines: Sequence[Line]
    # Products beyond those lines.
    more: int
    # What all of it costs, without shipping and offers; empty where the shop does not say.
    total: str
    count: int

    @property
    def is_single(self) -> bool:
        """Whether one product is all of it."""
        return len(self.lines) == 1 and not self.more

    @property
    def has_column(self) -> bool:
        """Whether pictures stand beside the names."""
        return not self.is_single and any(line.picture for line in self.lines)

    @property
    def first(self) -> str:
        """The first product's name."""
        return self.lines[0].name if self.lines else ""


def language_for(language: str) -> str:
    """Return the language to write in: the reader's, if the shop speaks it, else the shop's own."""
    spoken = [code for code, _label in shop_languages()]
    for code in (language, language.partition("-")[0]):
        if code in spoken:
            return code
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in spoken else spoken[0]


def describe_cart(cart: HasLines, products: Mapping[str, SoldProduct]) -> Cart:
    """Return a cart in the active language, with today's prices; without what can't be bought any more."""
    kept = [(line, products[str(line.product_id)]) for line in cart.lines if str(line.product_id) in products]
    kept = [(line, product) for line, product in kept if product.is_available]
    pictures = [
        product.large_picture if len(kept) == 1 else product.picture for _line, product in kept[:MOST_LINES]
    ]
    lines = [
        Line(
            name=without_controls(product.name),
            quantity=format_number(line.quantity) if line.quantity > 1 else "",
            price=product.price,
            picture=full_address(picture) if picture else "",
        )
        for (line, product), picture in zip(kept, pictures, strict=False)
    ]
    return Cart(
        lines=lines,
        more=len(kept) - len(lines),
        total=_total([(line.quantity, product) for line, product in kept]),
        count=sum(line.quantity for line, _product in kept),
    )


def _total(priced: Sequence[tuple[int, SoldProduct]]) -> str:
    currencies = {product.currency for _quantity, product in priced}
    if len(currencies) != 1 or any(product.amount is None for _quantity, product in priced):
        return ""
    amount = sum((quantity * (product.amount or 0) for quantity, product in priced), Decimal(0))
    return format_money(amount, currencies.pop())


def make_mail(
    step: PlanStep,
    abandonment: Abandonment,
    cart: Cart,
    addresses: Mapping[str, str],
    *,
    user: Any = None,
    voucher: Mapping[str, str] | None = None,
) -> Mail:
    """Return a step's e-mail in the active language.

    ``addresses``: "link" leads back to the cart, "stop" ends reminders. ``voucher``: "code", "until",
    "words".
    """
    values = values_of(cart, addresses["link"], user, voucher)
    text = fill_in(text_of(step, abandonment), values)
    return render_mail(subject_of(step, values), text, cart, addresses, voucher=voucher)


def render_mail(heading: str, text: str, cart: Cart, addresses: Mapping[str, str], **words: Any) -> Mail:
    """Return an e-mail about a cart in the active language.

    ``addresses`` as above. ``words``: "voucher" as above; "why" it came, and what is said in place of "stop
    these reminders" ("stop_words").
    """
    subject = one_line(without_controls(heading))
    context = {
        "subject": subject,
        "heading": heading,
        "paragraphs": [part.strip() for part in text.split("\n") if part.strip()],
        "cart": cart,
        "more": format_number(cart.more),
        "shop": shop_name(),
        "home": site_url(),
        **_look(),
        **addresses,
        **words,
    }
    template = "support_plugin/carts/reminder_mail"
    return Mail(
        subject,
        render_to_string(f"{template}.txt", context),
        render_to_string(f"{template}.html", context),
    )


def subject_of(step: PlanStep, values: Mapping[str, str]) -> str:
    """Return a step's subject, in one line; ours where nothing is left of the admin's without its values."""
    own = one_line(fill_in(in_active_language(step.subjects), values))
    return own if without_controls(own).strip() else one_line(fill_in(str(SUBJECT), values))


def _look() -> dict[str, str]:
    """Return language, direction and colours: mail programs know no style sheets, nor "start" and "end"."""
    language = language_of_words()
    direction = direction_of(language)
    colours = accent_colours(get_preferences().accent_colour)
    return {
        "language": language,
        "direction": direction,
        "start": "right" if direction == "rtl" else "left",
        "end": "left" if direction == "rtl" else "right",
        "accent": colours["accent"],
        "on_accent": colours["on-accent"],
        "accent_ink": colours["accent-ink"],
    }


def text_of(step: PlanStep, abandonment: Abandonment) -> str:
    """Return a step's words: the admin's, else what fits to what stood in the way."""
    return in_active_language(step.texts) or str(TEXTS.get(abandonment.obstacle, TEXTS[""]))


def make_short_text(
    step: PlanStep, cart: Cart, link: str, *, user: Any = None, voucher: Mapping[str, str] | None = None
) -> str:
    """Return a step's text for a phone in the active language; the link is always in it."""
    text = in_active_language(step.texts) or str(SHORT)
    if "{link}" not in text:
        text = f"{text} {{link}}"
    return fill_in(text, values_of(cart, link, user, voucher))


def values_of(cart: Cart, link: str, user: Any, voucher: Mapping[str, str] | None) -> dict[str, str]:
    """Return what an admin's placeholders stand for, in the active language."""
    return {
        "name": name_of(user),
        "shop": shop_name(),
        "item": Truncator(cart.first).chars(MOST_OF_NAME),
        "count": format_number(cart.count),
        "total": cart.total,
        "link": link,
        **{name: (voucher or {}).get(name, "") for name in ("code", "until")},
    }


def full_address(address: str) -> str:
    """Return the address of a picture for a mail: of the shop's host, where it names none."""
    return absolute(address) if address.startswith("/") and not address.startswith("//") else address
