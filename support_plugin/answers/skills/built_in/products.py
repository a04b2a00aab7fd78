"""What the shop says of its products: stock, price, attributes, description, and two side by side."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from support_plugin.answers.retrieval.lexicon import plain_lexicon
from support_plugin.answers.retrieval.word_forms import analyse
from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines, row
from support_plugin.chat.cards.registry import Card
from support_plugin.shop.product_facts import ProductFacts, VariantFacts
from support_plugin.text.bidi import isolate
from support_plugin.text.shortening import cut_sentences

# Characters of a description that are quoted.
LONGEST_QUOTE = 320
# Attributes that are shown of a product whose question asks for none of them by name.
MOST_ATTRIBUTES, MOST_COMPARED = 6, 10
# Needs that are likely enough for a question that names a product as well; of stock, which is what is left
# to ask of a product, and where its words are mentioned.
LEAST_NAMED, LEAST_LEFT, LIKELY_BY_MENTION = 0.15, 0.04, 0.3
_DELIVERY = frozenset(
    {"delivery", "courier", "carrier", "return", "refund", "code", "wholesale", "cod", "tax"}
)


class _OfProduct(Skill):
    """A skill whose question must name a product, or be asked on its page: so little likelihood suffices."""

    reads = frozenset({"catalogue"})
    least = LEAST_NAMED

    def likelihood(self, asked: Question) -> float:
        """Return the share of its needs, where it is not about something else."""
        share = sum(asked.needs.get(need, 0.0) for need in self.needs)
        return share if share >= self.least and not self.without & asked.concepts else 0.0


class StockAndPrice(_OfProduct):
    """Whether a product or its variants are to be had, and for how much."""

    name = "stock-and-price"
    needs = frozenset({"in-stock", "back-in-stock"})
    without = _DELIVERY | {
        *("status", "off_topic", "complaint", "combine", "damaged", "wrong_item", "discount", "giftcard"),
        *("wrap", "points", "free", "minimum", "instalments", "wallet", "hide_price", "invoice"),
    }
    least = LEAST_LEFT

    def likelihood(self, asked: Question) -> float:
        """Return how likely; "how much is it" is no need by itself: it mentions cost, and no delivery."""
        share = super().likelihood(asked)
        if not {"cost", "stock"} & asked.concepts or self.without & asked.concepts:
            return share
        return max(share, LIKELY_BY_MENTION)

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return price and stock of the products that are named; None where none is."""
        products = reader.products()
        if not products:
            return None
        text = lines(*(_sold(product) for product in products))
        return SkillReply(self.name, text, card_of(products), _explain(products))


class ProductDetails(_OfProduct):
    """What the shop says of a product: the attributes that are asked for, else all, and its description."""

    name = "product-details"
    needs = frozenset(
        {
            "ingredients-allergens",
            "size-weight-measure",
            "origin",
            "expiry-storage",
            "how-to-use",
            "certified",
            "freshness",
            "genuine",
        }
    )
    without = _DELIVERY | {"damaged", "wrong_item", "photo_diff", "repair", "exchange", "not_working"}

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return what the product's page says; None where it says nothing, or no single one is named."""
        products = reader.products()
        if len(products) != 1:
            return None
        (product,) = products
        attributes = _asked_for(asked, product.attributes)
        description = cut_sentences(product.description, LONGEST_QUOTE)
        if not attributes and not description:
            return None
        # What a thing costs is asked in the words that ask for its weight: «چنده».
        sold = _sold(product) if not product.variants else isolate(product.name)
        intro = _("What the shop says of this product:")
        quoted = isolate(_("“%(text)s”") % {"text": description}) if description else ""
        text = lines(sold, intro, *(row(name, value) for name, value in attributes), quoted)
        return SkillReply(self.name, text, card_of([product]), _explain([product]))


class Comparison(_OfProduct):
    """Two products by their prices, stock and attributes. Which one is better, it doesn't say."""

    name = "comparison"
    needs = frozenset({"compare", "recommend"})
    without = _DELIVERY

    def likelihood(self, asked: Question) -> float:
        """Return how likely; certain where no need is likelier: those of one product share what is left."""
        share = super().likelihood(asked)
        if "compare" in asked.concepts and not self.without & asked.concepts:
            share = max(share, LIKELY_BY_MENTION)
        is_first = max(asked.needs, key=asked.needs.__getitem__, default="") == "compare"
        return 1.0 if share and is_first else share

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return the two side by side; None where the question doesn't name two."""
        is_asked = "compare" in asked.concepts or asked.needs.get("compare", 0.0) >= LEAST_NAMED
        pair = reader.two_products() if is_asked else None
        if pair is None:
            return None
        both = " | ".join(isolate(one.name) for one in pair)
        rows = [(name, values) for name, values in _side_by_side(pair)]
        text = lines(both, *(_compared(name, values) for name, values in rows[:MOST_COMPARED]))
        return SkillReply(self.name, text, card_of(pair), _explain(pair))


def card_of(products: Sequence[ProductFacts]) -> Card:
    """Return a card that shows products as they are when it is read."""
    return Card("product", {"products": [product.key for product in products]})


def _sold(product: ProductFacts) -> str:
    if not product.variants:
        return _offered(product.sold)
    return lines(isolate(product.name), *(f"• {_offered(one)}" for one in product.variants))


def _offered(sold: VariantFacts) -> str:
    """Return a line: name, price, and what the shop says of its stock, or whether it can be bought."""
    stock = sold.availability or (_("Available") if sold.is_available else _("Not available now"))
    parts = [sold.price or _("no price"), stock]
    return f"{isolate(sold.name)}: " + " – ".join(isolate(part) for part in parts)


def _asked_for(asked: Question, attributes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the attributes that the question names; the first ones where it names none."""
    forms, _concepts = _read(asked.text, asked.language)
    named = [
        pair
        for pair, (own, concepts) in ((pair, _read(pair[0], asked.language)) for pair in attributes)
        if own & forms or concepts & asked.concepts
    ]
    return named or list(attributes[:MOST_ATTRIBUTES])


def _read(text: str, language: str) -> tuple[set[str], frozenset[str]]:
    """Return the forms of a text's words, and the shop talk in it."""
    words = analyse(text, language)
    forms = {form for word in words if not word.is_stop for form in word.forms}
    mentions = plain_lexicon(language).find(words)
    return forms, frozenset(concept for mention in mentions for concept in mention.concepts)


def _side_by_side(pair: tuple[ProductFacts, ProductFacts]) -> Iterable[tuple[str, tuple[str, str]]]:
    """Yield (name, values): prices, stock, and the attributes that one of them has."""
    yield _("Price"), (_price(pair[0]), _price(pair[1]))
    yield _("Stock"), (_stock(pair[0]), _stock(pair[1]))
    first, second = dict(pair[0].attributes), dict(pair[1].attributes)
    for name in dict.fromkeys([*first, *second]):
        yield name, (first.get(name, ""), second.get(name, ""))


def _compared(name: str, values: tuple[str, str]) -> str:
    both = " | ".join(isolate(value) if value else "—" for value in values)
    return f"• {isolate(name)}: {both}"


def _price(product: ProductFacts) -> str:
    if not product.variants:
        return product.sold.price
    priced = [one for one in product.variants if one.amount is not None]
    low = min(priced, key=lambda one: one.amount or 0, default=None)
    return _("from %(price)s") % {"price": isolate(low.price)} if low is not None else ""


def _stock(product: ProductFacts) -> str:
    if not product.variants and product.sold.availability:
        return product.sold.availability
    return _("Available") if product.is_available else _("Not available now")


def _explain(products: Iterable[ProductFacts]) -> dict[str, object]:
    return {"products": [product.key for product in products]}
