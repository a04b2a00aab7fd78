"""Search without an index: haystack's questions are put to the shop's database.

Oscar lists every product through haystack, categories too. Haystack's own simple backend ignores filters,
pages and all words but one.
"""

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce
from haystack.backends import BaseEngine, BaseSearchQuery, SearchNode
from haystack.backends.simple_backend import SimpleSearchBackend
from haystack.models import SearchResult
from oscar.core.loading import get_model

_TEXTS = ("title_fa", "title_ar", "title_en", "description_fa", "description_ar", "description_en", "upc")
# What people type on a Persian keyboard finds what was written on an Arabic one, and the other way round.
_TO_PERSIAN = str.maketrans("يىك", "ییک")
_TO_ARABIC = str.maketrans("یک", "يك")
_AS_TYPED: dict[int, str] = {}
_SCRIPTS = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
# From each of the three sets of digits to one of them.
_DIGITS = [str.maketrans("".join(_SCRIPTS), script * len(_SCRIPTS)) for script in _SCRIPTS]
# Characters and words of a search: SQLite takes no endless conditions.
LONGEST, MOST_WORDS = 200, 10
_ORDER = {"title_exact": "title", "price": "lowest_price", "rating": "rating", "date_created": "date_created"}


def match_words(text: str) -> Q:
    """Return the condition that every word of ``text`` occurs somewhere, in either spelling."""
    condition = Q()
    for word in text[:LONGEST].split()[:MOST_WORDS]:
        spellings = {
            word.translate(letters).translate(digits)
            for letters in (_AS_TYPED, _TO_PERSIAN, _TO_ARABIC)
            for digits in _DIGITS
        }
        found = Q()
        for spelling in spellings:
            for field in _TEXTS:
                found |= Q(**{f"{field}__icontains": spelling})
        condition &= found
    return condition


def translate_filter(expression: str, value: object) -> Q:
    """Return the database's condition for one of haystack's; those Oscar adds itself need none."""
    field = expression.split("__")[0]
    if field == "content":
        return match_words(getattr(value, "query_string", str(value)))
    if field == "category":
        return Q(categories__in=value)
    return Q()


def sort(products: QuerySet, order: list[str]) -> QuerySet:
    """Return the products in haystack's order, else featured ones first."""
    products = products.annotate(
        lowest_price=Coalesce(Min("children__stockrecords__price"), Min("stockrecords__price"))
    )
    fields = [("-" if name.startswith("-") else "") + _ORDER[name.lstrip("-")] for name in order]
    return products.order_by(*fields, "-priority", "id")


class ProductSearchQuery(BaseSearchQuery):
    """Hands the backend a database condition where others hand a query text."""

    def build_query(self) -> Q:
        """Return the condition for everything asked for."""
        return self._build(self.query_filter)

    def _build(self, node: SearchNode) -> Q:
        condition = Q()
        for child in node.children:
            part = self._build(child) if isinstance(child, SearchNode) else translate_filter(*child)
            condition = condition | part if node.connector == SearchNode.OR else condition & part
        return ~condition if node.negated else condition


class ProductSearchBackend(SimpleSearchBackend):
    """Finds public products; a variant is found through its parent."""

    def search(self, query: Q, **kwargs: object) -> dict[str, object]:
        """Return the asked-for slice of the products found, and how many there are."""
        found = get_model("catalogue", "Product").objects.browsable().filter(query).distinct()
        ordered = sort(found.base_queryset(), kwargs.get("sort_by") or [])
        results = []
        for product in ordered[kwargs.get("start_offset") or 0 : kwargs.get("end_offset")]:
            result = SearchResult("catalogue", "product", product.pk, 0)
            result._object = product
            results.append(result)
        return {"results": results, "hits": found.count()}


class ProductSearchEngine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = ProductSearchBackend
    query = ProductSearchQuery
