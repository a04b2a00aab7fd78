"""Prices: what the stock record says includes Iran's value-added tax, so the tax is known everywhere."""

from decimal import Decimal

from django.http import HttpRequest
from oscar.apps.partner import strategy
from oscar.apps.partner.prices import Base as Price
from oscar.apps.partner.prices import TaxInclusiveFixedPrice, Unavailable

from example_shop.vat import without_vat


class VatIncludedPrices:
    """Pricing policy: ``StockRecord.price`` is what the shopper pays, in Rial."""

    def pricing_policy(self, product: object, stockrecord: object | None) -> Price:
        """Return the price of one product."""
        if stockrecord is None or stockrecord.price is None:
            return Unavailable()
        excl_tax = without_vat(stockrecord.price)
        return TaxInclusiveFixedPrice(
            currency=stockrecord.price_currency, excl_tax=excl_tax, tax=stockrecord.price - excl_tax
        )

    def parent_pricing_policy(self, product: object, children_stock: list) -> Price:
        """Return the price of the cheapest variant."""
        records = [record for _, record in children_stock if record and record.price is not None]
        cheapest = min(records, key=lambda record: record.price, default=None)
        return self.pricing_policy(product, cheapest)


class IranStrategy(
    strategy.UseFirstStockRecord, strategy.StockRequired, VatIncludedPrices, strategy.Structured
):
    """One stock record a product, bought only while in stock, VAT included."""


class Selector:
    """Where Oscar asks for the strategy."""

    def strategy(
        self, request: HttpRequest | None = None, user: object | None = None, **kwargs: Decimal
    ) -> IranStrategy:
        """Return the one strategy, whoever asks."""
        return IranStrategy(request)
