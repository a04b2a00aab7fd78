import pytest
from babel.messages.catalog import Message

from tools.catalogues.faults import broken, miscounted, missing, untidy


def message(english, translation, **other):
    return Message(english, translation, **other)


def test_a_sure_and_whole_translation_is_not_missing():
    assert missing(message("Cart", "سبد خرید"), 2) == ""
    assert missing(message(("%d item", "%d items"), ("%d کالا", "%d کالا")), 2) == ""


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (None, "not in the catalogue"),
        (message("Cart", ""), "not translated"),
        (message("Cart", "سبد", flags={"fuzzy"}), "fuzzy"),
        (message(("%d item", "%d items"), ("%d کالا", "")), "not translated"),
        (message(("%d item", "%d items"), ("%d کالا",)), "1 plural forms instead of 2"),
    ],
)
def test_a_translation_that_is_not_there_whole_and_sure_is_missing(found, why):
    assert why in missing(found, 2)


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("Order %(number)s", "سفارش"),
        ("Order %(order.number)s", "سفارش %(order_number)s"),
        ("%(amount).2f of it", "%(amount)s از آن"),
        ("%(value)s%% off", "%(value)s تخفیف"),
        ("{count} items", "{counts} کالا"),
        ("%i left", "%s مانده"),
        ('<a href="%(url)s">Cart</a>', "سبد %(url)s"),
        ('<a href="/x/">Cart</a>', '<a href="/y/">سبد</a>'),
        ("<p>Saved</p>", "<p>ذخیره شد"),
        ("Must be a float", "Must be a float"),
        ("Yes,No", "بله،خیر"),
        (("one %(n)s", "many %(n)s"), ("یک", "چند %(m)s")),
        ("{amount:.2f} of it", "{amount} از آن"),
        ("{who!r} came", "{who} آمد"),
        ("<h2>Cart</h2>", "<h3>سبد</h3>"),
        ("Cart", "سبد "),
        ("Cart: ", "سبد:"),
        ("\nCart\n", "سبد"),
    ],
)
def test_other_placeholders_other_tags_and_english_are_broken(english, translation):
    assert any(broken(message(english, translation), "fa"))


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("%(a)s to %(b)s", "از %(b)s تا %(a)s"),
        ('<a href="/x/" title="Cart">here</a>', '<a href="/x/" title="سبد">اینجا</a>'),
        (("one of %(n)s", "many of %(n)s"), ("یکی", "%(n)s تا")),
        (("<i>%(name)s</i> is new", "several are new"), ("<i>%(name)s</i> تازه است", "چند چیز تازه است")),
        ("CSV", "CSV"),
        ("%(main)s %(more)s", "%(main)s %(more)s"),
        ("<missing product>", "<کالای ازدست‌رفته>"),
        ("\n   Cart\n  ", "\n سبد\n"),
    ],
)
def test_what_a_translation_may_change_is_not_broken(english, translation):
    assert not any(broken(message(english, translation), "fa"))


def test_a_language_in_latin_letters_may_look_like_english():
    assert not any(broken(message("Name", "Name"), "de"))
    assert not any(untidy(message("Really?", "Wirklich?"), "de"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "سبد خريد"),
        ("fa", "كالا"),
        ("fa", "٣ کالا"),
        ("fa", "مطمئنید?"),
        ("fa", "سبد, سفارش"),
        ("fa", "سفارش «الف» و 'ب'"),
        ("fa", "تا 24 ساعت"),
        ("ar", "سلة المشتریات"),
        ("ar", "السلة; الطلب"),
        ("ar", "۳ منتجات"),
        ("ar", 'المنتج "أ"'),
        ("fa", "%(name)s, خوش آمدید"),
        ("fa", "(سبد); سفارش"),
        ("ar", "جارٍ الإرسال..."),
        ("fa", "می شود"),
        ("fa", "نمی‌ شود"),
        ("fa", "میشود"),
        ("fa", "نمیتوان"),
        ("fa", "کالا ها"),
        ("fa", "سفارش های شما"),
        ("fa", "بزرگ ترین"),
        ("fa", "فرستاده اند"),
        ("fa", "همۀ کالاها"),
        ("fa", "ﺳﺒﺪ"),
        ("ar", "ﺍﻟﺴﻠﺔ"),
        ("ar", "لاحقاً"),
    ],
)
def test_other_letters_digits_quotes_and_punctuation_are_untidy(language, text):
    assert any(untidy(message("…", text), language))


@pytest.mark.parametrize(
    ("language", "english", "text"),
    [
        ("fa", "x", "سبد «%(name)s»، تا ۲۴ ساعت؛ مطمئنید؟"),
        ("ar", "x", "السلة «%s»، خلال ٢٤ ساعة؛ هل أنت متأكد؟"),
        ("fa", "x", '<a href="%(url)s?q=1">اینجا</a>'),
        ("fa", "x", "کد امنیتی (CVV2)، ISO 3166-1، رنگ #0f766e"),
        ("fa", "Yes,No", "بله,خیر"),
        ("fa", "x", "می‌شود؛ میز، میان، آمیخته، کمی و میدان"),
        ("fa", "x", "کالاها و سفارش‌های شما؛ بها، آنها، تنها و بزرگ‌ترین"),
        ("fa", "x", "فرستاده‌اند؛ خانه‌ای که ساخته‌ایم؛ دامنه ارزان است"),
        ("ar", "x", "لاحقًا، وأنتم ماضون"),
    ],
)
def test_codes_placeholders_and_tags_are_not_judged(language, english, text):
    assert not any(untidy(message(english, text), language))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        # A number that only the words for one, two or none may replace.
        ("fa", ("یک پیام", "پیام‌ها")),
        ("ar", ("لا رسائل", "رسالة", "رسالتان", "رسائل", "%(n)s رسالة", "%(n)s رسالة")),
        ("ar", ("لا رسائل", "رسالة", "رسالتان", "%(n)s رسائل", "%(n)s رسالة", "رسالة")),
        # Copies: the dual is no singular, and no plural either.
        ("ar", ("%(n)s رسالة",) * 6),
        ("ar", ("%(n)s رسالة", "رسالة", "رسالتان", "رسالتان", "%(n)s رسالة", "%(n)s رسالة")),
        # The number in brackets beside the word that says it.
        ("ar", ("لا رسائل", "رسالة", "رسالتان (%(n)s)", "%(n)s رسائل", "%(n)s رسالة", "%(n)s رسالة")),
        ("ar", ("لا رسائل", "رسالة (<b>%(n)s</b>)", "رسالتان", "%(n)s رسائل", "%(n)s رسالة", "%(n)s رسالة")),
    ],
)
def test_plural_forms_that_hide_the_number_or_copy_one_another_are_miscounted(language, forms):
    assert any(miscounted(message(("%(n)s message", "%(n)s messages"), forms), language))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fa", ("%(n)s پیام", "%(n)s پیام")),
        ("ar", ("لا رسائل", "رسالة", "رسالتان", "%(n)s رسائل", "%(n)s رسالة", "%(n)s رسالة")),
        ("ar", ("عدد الرسائل: %(n)s",) * 6),
    ],
)
def test_forms_that_a_language_may_have_are_not(language, forms):
    assert not any(miscounted(message(("%(n)s message", "%(n)s messages"), forms), language))
