"""Names and messages as Persian, Arabic and English shoppers write them, the same in each run."""

# ruff: noqa: SIM905 (words are read best as words)

import random
from collections.abc import Iterator

FIRST = (
    "علی رضا محمد حسین فاطمه زهرا مریم نگار سارا امیر مهدی علی‌رضا محمدرضا نازنین آرش کیان پریسا لیلا "
    "أحمد خالد يوسف نورة سلمى عبدالله عائشة كريم ليلى هدى James Maria Sarah Omar David Anna"
).split()
LAST = (
    "احمدی محمدی کریمی رضایی حسینی موسوی جعفری قاسمی نوری یزدانی کاظمی شیرازی تهرانی رضایی‌پور اکبری "
    "العلي الحسن الشمري القحطاني المصري البغدادي Smith Haddad Miller Johnson Rossi Keller"
).split()
WORDS = (
    "سلام سفارش من کی می‌رسد هزینهٔ ارسال به شیراز چقدر است زعفران کتاب فرش چای تخفیف کد پرداخت نشد لطفاً "
    "پیگیری کنید رنگ آبی موجود است تحویل فردا ممکن است ارسال رایگان مبلغ تومان مرجوعی گارانتی شماره "
    "مرحبا أين طلبي كم تكلفة الشحن إلى الرياض هل يوجد خصم أريد استبدال المنتج شكرًا التوصيل غدًا "
    "hello where is my order shipping to Dubai refund please thanks discount code"
).split()
# Other keyboards, and other habits.
_KEYBOARDS = (
    str.maketrans({}),
    str.maketrans("یک", "يك"),
    str.maketrans({"\u200c": " "}),
    str.maketrans({"\u200c": None}),
)
_DIGITS = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")


def names(count: int) -> Iterator[str]:
    """Yield names with an e-mail address."""
    chance = random.Random(1)  # noqa: S311
    for number in range(count):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}".translate(chance.choice(_KEYBOARDS))
        yield f"{name} shopper{number}@example.com"


def messages(count: int) -> Iterator[str]:
    """Yield messages of three to sixteen words, each with a number of its own."""
    chance = random.Random(2)  # noqa: S311
    for number in range(count):
        words = chance.choices(WORDS, k=chance.randint(3, 16))
        digits = str.maketrans(_DIGITS[0], chance.choice(_DIGITS))
        yield f"{' '.join(words)} SF-{number}".translate(chance.choice(_KEYBOARDS)).translate(digits)
