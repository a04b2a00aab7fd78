"""What a card shows. All kinds have these fields, so that a client can draw one that is new to it."""

from dataclasses import asdict, dataclass
from typing import Any

from support_plugin.formats.numbers import in_readers_digits
from support_plugin.links import absolute
from support_plugin.text.bidi import isolate, isolate_code, without_controls


@dataclass(frozen=True)
class Link:
    """Where the card leads: a path on the shop's host."""

    label: str
    url: str


@dataclass(frozen=True)
class More:
    """The rest of a long text, folded under its label."""

    label: str
    text: str


@dataclass(frozen=True)
class Total:
    """What it comes to."""

    label: str
    amount: str


@dataclass(frozen=True)
class Item:
    """One thing: a product, a line of a cart. Texts are in the reader's language."""

    name: str
    url: str | None = None
    picture: str | None = None
    price: str | None = None
    quantity: int | None = None
    # What else is to be said, such as "In stock".
    note: str | None = None
    available: bool = True


@dataclass(frozen=True)
class Shown:
    """A card for one reader, at this moment. What it does not have is None or empty."""

    title: str | None = None
    text: str | None = None
    more: More | None = None
    # To copy, such as a voucher's.
    code: str | None = None
    items: tuple[Item, ...] = ()
    total: Total | None = None
    link: Link | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for clients, with addresses that open pages and nothing else."""
        shown = asdict(self)
        shown["items"] = [
            {**item, "url": safe_address(item["url"]), "picture": safe_address(item["picture"])}
            for item in shown["items"]
        ]
        if shown["link"] and not safe_address(shown["link"]["url"]):
            shown["link"] = None
        return shown

    def words(self, links: bool = True) -> str:
        """Return it as plain text, without what is folded; without ``links`` for searches and lists."""
        lines = [self.title, self.text, self.code and isolate_code(self.code)]
        for item in self.items:
            lines.append(_line(item))
            lines.append(_full(item.url) if links else None)
        if self.total:
            lines.append(f"{self.total.label}: {isolate(self.total.amount)}")
        if self.link and links and (address := _full(self.link.url)):
            lines.append(f"{self.link.label}: {address}")
        return "\n".join(line for line in lines if line)


def _line(item: Item) -> str:
    name = isolate(item.name)
    if item.quantity and item.quantity > 1:
        name = f"{name} × {in_readers_digits(item.quantity)}"
    return " – ".join([name, *(isolate(part) for part in (item.price, item.note) if part)])


def _full(url: str | None) -> str | None:
    """Return an address that works outside of the shop's pages; None where the shop's host is unknown."""
    safe = safe_address(url)
    return (absolute(safe) or None) if safe and safe.startswith("/") else safe


def safe_address(url: object) -> str | None:
    """Return a path on the shop's host or a web address; None for anything else, such as a script."""
    if not isinstance(url, str) or url != without_controls(url) or any(letter <= " " for letter in url):
        return None
    is_path = url.startswith("/") and not url.startswith("//") and "\\" not in url
    return url if is_path or url.startswith(("https://", "http://")) else None
