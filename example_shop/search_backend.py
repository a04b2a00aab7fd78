"""Search without an index: asks the shop's database, in every language, in both alphabets' spellings."""

from django.db.models import Q, QuerySet
from haystack.backends import BaseEngine
from haystack.backends.simple_backend import SimpleSearchBackend, SimpleSearchQuery
from haystack.models import SearchResult
from oscar.core.loading import get_model

_FIELDS = ("title_fa", "title_ar", "title_en", "description_fa", "description_ar", "description_en", "upc")
_TO_PERSIAN = str.maketrans("يىك", "ییک")
_TO_ARABIC = str.maketrans("یک", "يك")


def find_products(query: str) -> QuerySet:
    """Return the browsable products that contain every word of ``query`` somewhere."""
    products = get_model("catalogue", "Product").objects.browsable().filter(is_public=True)
    for word in query.split():
        spellings = {word, word.translate(_TO_PERSIAN), word.translate(_TO_ARABIC)}
        matches = Q()
        for spelling in spellings:
            for field in _FIELDS:
                matches |= Q(**{f"{field}__icontains": spelling})
        products = products.filter(matches)
    return products


class ProductSearchBackend(SimpleSearchBackend):
    """Haystack's simple backend, which finds variants and hidden products too and ignores all words but one."""

    def search(self, query_string: str, **kwargs: object) -> dict[str, object]:
        """Return the asked-for slice of the products found, and how many there are."""
        products = find_products("" if query_string == "*" else query_string)
        wanted = products[kwargs.get("start_offset") or 0 : kwargs.get("end_offset")]
        results = []
        for product in wanted:
            result = SearchResult("catalogue", "product", product.pk, 0, title=product.get_title())
            result._object = product
            results.append(result)
        return {"results": results, "hits": products.count()}


class ProductSearchEngine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = ProductSearchBackend
    query = SimpleSearchQuery
