"""Query rewriting: searches on Oscar's own pages get the spelling that the shop's texts have.

Oscar's views and the shop's search engine compare letter by letter. A word that they would not find, as it
was typed on another keyboard, is looked up in the folded texts and replaced by the shop's spelling of it.
"""

from collections import Counter
from typing import Any, cast

from django.http import HttpRequest

from support_plugin.search.fields import SHORTEST
from support_plugin.search.queries import MAX_LENGTH, find_ids
from support_plugin.shop.searched import CUSTOMER, ORDER, PRODUCT, parts_of, rows_of
from support_plugin.text.folding import locate, squeeze

# The fields of Oscar's searches, and whose texts they look through.
PAGES = {
    "search:search": {"q": PRODUCT},
    "dashboard:users-index": {"name": CUSTOMER},
    "dashboard:order-list": {"name": ORDER, "product_title": PRODUCT},
    "dashboard:catalogue-product-list": {"title": PRODUCT},
}
# Words that are looked up of one search, and the texts that show how a word is spelt.
WORDS, SAMPLE = 5, 50


def rewrite_searches(request: HttpRequest) -> None:
    """Replace the words of a search on one of Oscar's pages by the spelling that the shop has for them."""
    match = request.resolver_match
    fields = PAGES.get(match.view_name, {}) if match else {}
    typed = {name: request.GET.get(name, "") for name in fields}
    spelt = {name: rewrite_query(text, fields[name]) for name, text in typed.items() if not text.isascii()}
    if any(spelt[name] != typed[name] for name in spelt):
        read = request.GET.copy()
        for name, text in spelt.items():
            read[name] = text
        read._mutable = False
        cast(Any, request).GET = read


def rewrite_query(text: str, kind: str) -> str:
    """Return the text with each word as the shop's customers, orders or products have it most often.

    A word stays as it was typed if they have it so too, or not at all.
    """
    if len(text) > MAX_LENGTH:
        return text
    words = text.split()
    foreign = [word for word in words if not word.isascii() and len(squeeze(word)) >= SHORTEST][:WORDS]
    spelt = {word: _rewrite_word(word, kind) for word in foreign}
    return " ".join(spelt.get(word, word) for word in words) if spelt else text


def _rewrite_word(word: str, kind: str) -> str:
    squeezed, spellings = squeeze(word), Counter[str]()
    for row in rows_of(kind).filter(pk__in=find_ids(kind, word, SAMPLE)):
        for part in parts_of(kind, row):
            if found := locate(part, squeezed):
                spellings[part[slice(*found)]] += 1
    if not spellings or word.casefold() in map(str.casefold, spellings):
        return word
    return spellings.most_common(1)[0][0]
