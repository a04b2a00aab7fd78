"""The digits of another script that a page of the demo may show, and why."""

import re

from tests.example_shop.visible_text import NO_WORDS

_DIGITS = {"fa": "[0-9\u0660-\u0669]", "ar": "[0-9\u06f0-\u06f9]", "en": "[\u0660-\u0669\u06f0-\u06f9]"}
# A code has Latin letters, which its digits stay with: SF-1023, CVV2, SALAM10. So have addresses.
_CODE = r"[\w.+-]*[A-Za-z][\w.+-]*"
# An order's number is a code of six ASCII digits, the same on the page, in the e-mail and on the telephone.
_ORDER = r"(?<!\d)#?1000\d\d(?!\d)"
# What the tests type, and what stays as typed: an address in Persian digits on an Arabic page; a name.
_TYPED = r"خیابان انقلاب، پلاک ۱۲|(?<!\w)۱(?!\w)"
# The demo's site has no name but its address.
_HOST = r"\d+\.\d+\.\d+\.\d+(?::\d+)?"
_EVERYWHERE = re.compile("|".join((_HOST, _CODE, _ORDER, _TYPED)))
# TO BE TAKEN AWAY once dates are in the reader's digits: what `|date`, Django and Oscar format themselves.
DATES = re.compile(
    r"\d{1,2} \w+،? \d{4}(?:، ساعت \d{1,2}:\d\d)?|\w+ \d{1,2}, \d{4}(?:, \d{1,2}:\d\d [صم])?"
    r"|\d+\s\w+(?: و \d+\s\w+)?$|\d{1,2} \w+$|^(?:‹|\w+) \d{4}$"  # timesince; Django admin's dates
    r"|\d{4}/\d{1,2}/\d{1,2}(?:،‏ \d{1,2}:\d\d)?|\d{1,2}:\d\d(?: [صم])?"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
# Oscar's dashboard prints numbers as Python has them. These are its texts, n for each number.
_DASHBOARD = {
    *("n", "#n", "n / n"),
    *("n% تخفیف برای همهٔ کالاها", "n% تخفیف در هزینهٔ ارسال", "سبد n کالا از همهٔ کالاها دارد"),
    *("خصم n% على كل المنتجات", "خصم n% من تكلفة الشحن", "السلة تتضمن n من منتجات كل المنتجات"),
    *("هر n مورد انتخاب شده", "انتخاب هر n کالاها", "n دسته", "n گزینه", "n گروه گزینه‌های ویژگی"),
    *(
        "حُددت كلها وعددها n",
        "تحديد كل المنتجات وعددها n",
        "n أقسام",
        "لا خيارات (n)",
        "n مجموعات خيارات سمات",
    ),
    *("صفحهٔ n از n", "صفحة n من n", "دیدگاه n", "التقييم n", "+n"),
    *("هنوز n محصول از این نوع هست", "هنوز n ویژگی محصول از این گروه گزینه‌ها استفاده می‌کند"),
    *("لا تزال هناك منتجات من هذا النوع (n)", "لا تزال هناك سمات منتجات تستخدم هذه المجموعة (n)"),
    *("محصول: مربای بهارنارنج - تعداد n", "المنتج: مربى زهر النارنج - الكمية n"),
    *("ردیف n", "سفارش - ردیف n", "البند n", "الطلب - البند n"),
    *("سفارش - ردیف n | داشبورد | هشتی - از ایران، با مهر",),
    *("الطلب - البند n | لوحة التحكم | هشتي - من إيران، بكل عناية",),
    *("نگار رضایی, , تهران, تهران, n, ایران", "نگار رضایی, , تهران, طهران, n, إيران"),
}
# So does Django's admin.
_ADMIN = {
    *("n", "n از n انتخاب شده‌اند", "لا شيء محدد من n", "n نشان‌های اعتماد", "n شارات الثقة"),
    *("n بازدیدکنندگان", "n گفتگوها", "n الزوّار", "n المحادثات", "نشان‌های اعتماد: n", "شارات الثقة: n"),
    *(
        "بازدیدکنندگان: n",
        "الزوّار: n",
        "پیام‌ها: n",
        "الرسائل: n",
        "n گفتگو",
        "n بازدیدکننده",
        "n محادثة",
        "n زائر",
        "گفتگوها: n",
        "المحادثات: n",
    ),
    *("اولویت مرتب‌سازی: n", "أولوية الترتيب: n"),
    *(
        "باز (n)",
        "بسته (n)",
        "خوب (n)",
        "نه‌چندان خوب (n)",
        "مفتوحة (n)",
        "مغلقة (n)",
        "جيد (n)",
        "غير جيد (n)",
    ),
    *("(n)", "- (n)"),
}


def without_allowed(text: str, place: str) -> str:
    """Return the text without what may have digits of another script in this place."""
    rest = DATES.sub(" ", _EVERYWHERE.sub(" ", NO_WORDS.sub(" ", text)))
    known = {} if "/dashboard/support/" in place else _known(place)
    return "" if " ".join(re.sub(_NUMBER, "n", rest).split()) in known else rest


def _known(place: str) -> set[str]:
    if "/dashboard/" in place:
        return _DASHBOARD
    return _ADMIN if "/admin/" in place else set()


def wrong_digits(text: str, language: str) -> list[str]:
    """The digits in a text that are not those of the language."""
    return re.findall(_DIGITS[language], text)
