"""An offer on the order, an offer on shipping, and a voucher. Amounts in Rial."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from example_shop.demo.attributes import in_languages

VOUCHER_CODE = "SALAM10"
ORDER_OFFER_FROM = 40_000_000
SHIPPING_OFFER_FROM = 6_000_000
SHIPPING_OFFER_CATEGORIES = ("saffron", "tea")


def seed_offers() -> None:
    """Create the offers and the voucher where they are missing."""
    everything = get_range(
        "everything",
        {"fa": "همهٔ کالاها", "ar": "كل المنتجات", "en": "everything"},
        includes_all_products=True,
    )
    create_shipping_offer()
    create_offer(
        "order-5",
        condition={"range": everything, "type": "Value", "value": ORDER_OFFER_FROM},
        benefit={"range": everything, "type": "Percentage", "value": 5},
        name={
            "fa": "۵٪ تخفیف سفارش‌های بزرگ",
            "ar": "خصم ٥٪ على الطلبات الكبيرة",
            "en": "5% off large orders",
        },
        description={
            "fa": "برای سفارش‌های از ۴ میلیون تومان به بالا.",
            "ar": "للطلبات من ٤ ملايين تومان فأكثر.",
            "en": "For orders from 4 million Toman.",
        },
        priority=5,
    )
    create_voucher(everything)


def create_shipping_offer() -> None:
    """Create half-price shipping for carts with enough saffron and tea."""
    names = {"fa": "زعفران، ادویه و چای", "ar": "الزعفران والتوابل والشاي", "en": "saffron, spices and tea"}
    products = get_range("saffron-and-tea", names)
    categories = get_model("catalogue", "Category").objects.filter(slug__in=SHIPPING_OFFER_CATEGORIES)
    if not products.included_categories.exists():
        products.included_categories.add(*categories)
    create_offer(
        "half-price-shipping",
        condition={"range": products, "type": "Value", "value": SHIPPING_OFFER_FROM},
        benefit={"type": "Shipping percentage", "value": 50},
        name={"fa": "ارسال نیم‌بها", "ar": "شحن بنصف السعر", "en": "Half-price shipping"},
        description={
            "fa": "با خرید ۶۰۰ هزار تومان زعفران، ادویه یا چای.",
            "ar": "عند شراء زعفران أو توابل أو شاي بقيمة ٦٠٠ ألف تومان.",
            "en": "With saffron, spices or tea for 600,000 Toman.",
        },
        priority=1,
    )


def create_voucher(products: Any) -> None:
    """Create the voucher: 10% off everything, usable often, for ten years."""
    Voucher = get_model("voucher", "Voucher")
    if Voucher.objects.filter(code=VOUCHER_CODE).exists():
        return
    now = timezone.now()
    voucher = Voucher.objects.create(
        name=VOUCHER_CODE,
        code=VOUCHER_CODE,
        usage=Voucher.MULTI_USE,
        start_datetime=now,
        end_datetime=now + timedelta(days=3650),
    )
    offer = create_offer(
        "voucher-salam10",
        condition={"range": products, "type": "Count", "value": 1},
        benefit={"range": products, "type": "Percentage", "value": 10},
        name={"fa": "۱۰٪ تخفیف خوش‌آمد", "ar": "خصم ترحيبي ١٠٪", "en": "10% welcome discount"},
        description={"fa": "", "ar": "", "en": ""},
        offer_type="Voucher",
        # Before the shop's smaller offers, which would use up the same goods.
        priority=10,
    )
    voucher.offers.add(offer)


def get_range(slug: str, name: dict[str, str], **fields: Any) -> Any:
    """Return the product range of this slug."""
    defaults = {**in_languages("name", name), **fields}
    return get_model("offer", "Range").objects.get_or_create(slug=slug, defaults=defaults)[0]


def create_offer(
    slug: str,
    *,
    condition: dict,
    benefit: dict,
    name: dict[str, str],
    description: dict[str, str],
    **fields: Any,
) -> Any:
    """Return the offer of this slug, made of a condition and a benefit."""
    offers = get_model("offer", "ConditionalOffer").objects
    if existing := offers.filter(slug=slug).first():
        return existing
    return offers.create(
        slug=slug,
        condition=get_model("offer", "Condition").objects.create(**condition),
        benefit=get_model("offer", "Benefit").objects.create(**benefit),
        **in_languages("name", name),
        **in_languages("description", description),
        **fields,
    )
