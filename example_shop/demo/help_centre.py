"""The demo's help centre: the articles of ``demo_data``, switched on, and the links that lead to them."""

from pathlib import Path

# Also what the benchmark and the calibration of the search ask (benchmarks/answers.py, tools/answers).
ARTICLES = Path(__file__).resolve().parent.parent / "demo_data" / "articles.json"
# In the order of the help centre's first page: key and names.
CATEGORIES = (
    ("delivery", {"fa": "ارسال و تحویل", "ar": "الشحن والتوصيل", "en": "Delivery"}),
    ("payment", {"fa": "پرداخت و تخفیف", "ar": "الدفع والخصومات", "en": "Payment and discounts"}),
    ("orders", {"fa": "سفارش‌ها", "ar": "الطلبات", "en": "Orders"}),
    ("returns", {"fa": "بازگشت و تعویض", "ar": "الإرجاع والاستبدال", "en": "Returns and exchanges"}),
    ("products", {"fa": "کالاها", "ar": "المنتجات", "en": "Products"}),
    ("account", {"fa": "حساب کاربری", "ar": "الحساب", "en": "Your account"}),
    ("contact", {"fa": "تماس با ما", "ar": "التواصل معنا", "en": "Contact"}),
)
# Other places lead to the help centre itself.
LINKS = {"delivery": "shipping-cost", "returns": "return-goods", "thank_you": "track-order"}


def seed_help_centre() -> None:
    """Import the articles, once; switch the help centre on, and the assistant for when nobody is there."""
    from support_plugin.answers.help_centre.models import HelpLink
    from support_plugin.answers.transfer.flows import import_articles
    from support_plugin.answers.transfer.reading import read_articles
    from support_plugin.models import Article, Category, SupportSettings

    if Article.objects.exists():
        return
    entries = read_articles(ARTICLES)
    import_articles(entries)
    for position, (key, names) in enumerate(CATEGORIES):
        Category.objects.filter(key=key).update(position=position, names=names)
    articles = {article.key: article for article in Article.objects.all()}
    for position, entry in enumerate(entries):
        articles[entry.key].position = position
    Article.objects.bulk_update(articles.values(), ["position"])
    HelpLink.objects.bulk_create(HelpLink(place=place, article=articles[key]) for place, key in LINKS.items())
    preferences = SupportSettings.objects.get()
    preferences.answers_enabled = True
    preferences.assistant_mode = "nobody_there"
    preferences.save()
