"""The shop's products, as its shoppers may see them."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import F, Model, Q, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from support_plugin.database.primary import on_primary
from support_plugin.shop.classes import strategy_for
from support_plugin.shop.money import due, format_money

logger = logging.getLogger(__name__)

# As Oscar's lists of products show theirs, so that most are there already.
PICTURE_SIZE = "x155"
LARGE_PICTURE_SIZE = "x400"
MOST_VIEWS = 20


def find_product(pk: int) -> Any:
    """Return a public product by its primary key; None for none, or one whose parent is not public."""
    found = get_model("catalogue", "Product")._default_manager.filter(pk=pk, is_public=True).first()
    if found is not None and found.is_child and not found.parent.is_public:
        return None
    return found


class SoldProduct:
    """A public product with what the shop asks a shopper for it now, in words of the active language."""

    def __init__(self, product: Any, info: Any) -> None:
        self._product, self._info = product, info
        self._pictures: dict[str, str] = {}

    @property
    def name(self) -> str:
        """What the shop calls it."""
        return str(self._product.get_title())

    @property
    def path(self) -> str:
        """Its page."""
        return str(self._product.get_absolute_url())

    @property
    def price(self) -> str:
        """What it costs, without the cart's offers; empty where the shop names no price."""
        price = self._info.price if self._info else None
        return format_money(due(price), price.currency) if price is not None and price.exists else ""

    @property
    def amount(self) -> Any:
        """What it costs, as a Decimal in ``currency``; None where the shop names no price."""
        price = self._info.price if self._info else None
        return due(price) if price is not None and price.exists else None

    @property
    def currency(self) -> str:
        """The ISO code of its price's currency; empty without one."""
        return str(self._info.price.currency) if self.amount is not None else ""

    @property
    def availability(self) -> str:
        """What the shop says of its stock; may be empty."""
        return str(self._info.availability.short_message) if self._info else ""

    @property
    def is_available(self) -> bool:
        """Whether it can be bought now."""
        return self._info is not None and bool(self._info.availability.is_available_to_buy)

    @property
    def picture(self) -> str:
        """The address of its small picture; empty for none."""
        return self._picture(PICTURE_SIZE)

    @property
    def large_picture(self) -> str:
        """The address of a picture for where it is the only one; empty for none."""
        return self._picture(LARGE_PICTURE_SIZE)

    def _picture(self, size: str) -> str:
        # Thumbnailers ask their storage each time, and a product may be shown to many.
        if size not in self._pictures:
            self._pictures[size] = self._find_picture(size)
        return self._pictures[size]

    def _find_picture(self, size: str) -> str:
        try:
            image = next(iter(self._product.get_all_images()), None)
            return _thumbnail(image.original, size) if image is not None else ""
        except DatabaseError:
            raise
        except Exception as error:  # a lost file, a storage that is away: each thumbnailer has its own
            logger.warning("The picture of product %s can't be shown: %r", self._product.pk, error)
            return ""


def _thumbnail(original: Any, size: str) -> str:
    from oscar.core.thumbnails import get_thumbnailer

    return str(get_thumbnailer().generate_thumbnail(original, size=size, upscale=False).url)


def sold_products(ids: Collection[Any], user: Any = None) -> dict[str, SoldProduct]:
    """Return those of the products that are public, by primary key as text, for a shopper with this account.

    Prices are those of the shop's strategy without a request. Products whose strategy can't do without one
    have neither price nor availability.
    """
    return sold_to(public_products(ids), user)


def sold_to(products: Mapping[str, Any], user: Any = None) -> dict[str, SoldProduct]:
    """Return what ``public_products`` has found as a shopper with this account may buy it; asks no more."""
    return {pk: SoldProduct(product, _purchase_info(product, user)) for pk, product in products.items()}


def public_products(ids: Collection[Any]) -> dict[str, Any]:
    """Return those of the products that are public, by primary key as text; with pictures and stock."""
    model = get_model("catalogue", "Product")
    wanted = [pk for pk in map(_pk_reader(model), ids) if pk is not None]
    found = on_primary(model._default_manager.filter(pk__in=wanted, is_public=True))
    found = found.select_related("parent", "product_class", "parent__product_class")
    products = found.prefetch_related("images", "stockrecords", "parent__images")
    # A variant is sold on the page of its parent.
    return {str(one.pk): one for one in products if not one.is_child or one.parent.is_public}


def _pk_reader(model: Any) -> Any:
    def read(value: Any) -> Any:
        try:
            pk = model._meta.pk.to_python(value)
            # A number that the column can't hold fails in some databases.
            model._meta.pk.run_validators(pk)
            return pk
        except Exception:  # the shop's own field may raise anything
            return None

    return read


def _purchase_info(product: Any, user: Any) -> Any:
    try:
        strategy = strategy_for(user)
        if product.is_parent:
            return strategy.fetch_for_parent(product)
        return strategy.fetch_for_product(product)
    except DatabaseError:
        raise
    except Exception as error:
        logger.warning("The price of product %s is unknown without a request: %r", product.pk, error)
        return None


def out_of_stock(ids: Collection[Any]) -> set[Any]:
    """Return the keys of those products whose stock is counted, and used up; one statement."""
    if not ids:
        return set()
    is_counted = Q(product__product_class__track_stock=True)
    is_counted |= Q(product__parent__product_class__track_stock=True)
    records = get_model("partner", "StockRecord")._default_manager.filter(is_counted, product__in=list(ids))
    left = Sum(Coalesce(F("num_in_stock"), 0) - Coalesce(F("num_allocated"), 0))
    return set(
        records.values("product").annotate(left=left).filter(left__lte=0).values_list("product", flat=True)
    )


def viewed_products(user_id: Any, since: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """Return when an account looked at which products, the last ones: (time, title). Times are as stored.

    As Oscar's analytics have noted it; nothing for guests, and in shops without that app.
    """
    try:
        views = get_model("analytics", "UserProductView")._default_manager
    except LookupError:
        return []
    if user_id is None:
        return []
    found = views.filter(user=user_id, date_created__range=(since, until)).select_related("product__parent")
    return [(view.date_created, str(view.product.get_title())) for view in found.order_by("-pk")[:MOST_VIEWS]]


def products_by_code(codes: Collection[str]) -> dict[str, str]:
    """Return the primary keys, as text, of public products, by what names them here: UPC or primary key."""
    model = get_model("catalogue", "Product")
    keys = {key: code for code in codes if (key := _pk_reader(model)(code)) is not None}
    rows = on_primary(model._default_manager.filter(Q(upc__in=codes) | Q(pk__in=keys), is_public=True))
    found: dict[str, str] = {}
    for pk, upc in rows.values_list("pk", "upc"):
        if pk in keys:
            found.setdefault(keys[pk], str(pk))
        if upc in codes:
            # A code wins over another product's number.
            found[upc] = str(pk)
    return found


def title_fields(model: type[Model]) -> list[str]:
    """Return the columns of the titles: ``title``, and django-modeltranslation's ``title_fa`` …"""
    names = [field.attname for field in model._meta.concrete_fields]
    return [name for name in names if name == "title" or name.startswith("title_")]


def variants_of(ids: Collection[str], *, of_parents: bool = False) -> dict[str, list[dict[str, str]]]:
    """Return the public variants beside each of these variants: [{"product", "name"}], by its key as text.

    With ``of_parents``: those of each of these products that has variants. Others are left out.
    """
    model = get_model("catalogue", "Product")
    wanted = [pk for pk in map(_pk_reader(model), ids) if pk is not None]
    rows = on_primary(model._default_manager.filter(pk__in=wanted))
    parents = {str(row.pk): row.pk if of_parents else row.parent_id for row in rows}
    children: dict[Any, list[Any]] = {}
    beside = on_primary(model._default_manager.filter(parent__in=set(parents.values()), is_public=True))
    for child in beside.select_related("parent").order_by("pk"):
        children.setdefault(child.parent_id, []).append(child)
    return {
        key: [{"product": str(child.pk), "name": str(child.get_title())} for child in children[parent]]
        for key, parent in parents.items()
        if parent in children
    }


def titles_of_products(ids: Collection[str]) -> dict[str, str]:
    """Return what products are called in the active language, by their keys as text; one statement."""
    if not ids:
        return {}
    model = get_model("catalogue", "Product")
    wanted = [pk for pk in map(_pk_reader(model), ids) if pk is not None]
    rows = on_primary(model._default_manager.filter(pk__in=wanted)).select_related("parent")
    return {str(row.pk): str(row.get_title()) for row in rows}
