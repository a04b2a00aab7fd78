"""The shop's policies: one flat page a language, listed at the foot of every page."""

from django.conf import settings
from django.contrib.flatpages.models import FlatPage

# (address, {language: (title, paragraphs)})
POLICIES = (
    (
        "returns",
        {
            "fa": (
                "بازگرداندن کالا",
                (
                    "تا هفت روز پس از تحویل می‌توانید کالای استفاده‌نشده را بازگردانید.",
                    "کالای خوراکی تنها در بسته‌بندی بازنشده پس گرفته می‌شود.",
                    "مبلغ همان‌گونه که پرداخته‌اید، حداکثر تا پنج روز کاری پس از رسیدن کالا برمی‌گردد.",
                ),
            ),
            "ar": (
                "الإرجاع",
                (
                    "يمكنك إرجاع المنتج غير المستعمل خلال سبعة أيام من استلامه.",
                    "لا تُقبل المواد الغذائية إلا في عبوتها المغلقة.",
                    "يُعاد المبلغ بالطريقة التي دفعت بها خلال خمسة أيام عمل من وصول المنتج إلينا.",
                ),
            ),
            "en": (
                "Returns",
                (
                    "You can return anything unused within seven days of receiving it.",
                    "We take back food in its unopened packing only.",
                    "The money goes back the way it came, within five working days of its reaching us.",
                ),
            ),
        },
    ),
    (
        "delivery",
        {
            "fa": (
                "ارسال و تحویل",
                (
                    "پست سفارشی به همه‌جای ایران، عراق، عربستان، امارات، عمان و چند کشور دیگر؛ در ایران "
                    "برای خرید بالای یک و نیم میلیون تومان رایگان است.",
                    "پیک در تهران، کرج، اصفهان، مشهد، شیراز، تبریز و اهواز.",
                    "تحویل رایگان از فروشگاه تهران. هزینهٔ ارسال را در سبد خرید می‌بینید.",
                ),
            ),
            "ar": (
                "الشحن والتوصيل",
                (
                    "بريد مسجَّل إلى إيران كلها والعراق والسعودية والإمارات وعُمان ودول أخرى؛ "
                    "وهو مجاني داخل إيران للطلبات من مليون ونصف مليون تومان.",
                    "مندوب توصيل في طهران وكرج وأصفهان ومشهد وشيراز وتبريز والأهواز.",
                    "استلام مجاني من متجرنا في طهران. تظهر تكلفة التوصيل في السلة.",
                ),
            ),
            "en": (
                "Delivery",
                (
                    "Registered post to all of Iran, to Iraq, Saudi Arabia, the Emirates, Oman and some "
                    "others; within Iran free of charge from 1,500,000 Toman.",
                    "Courier in Tehran, Karaj, Isfahan, Mashhad, Shiraz, Tabriz and Ahvaz.",
                    "Free pick-up from our shop in Tehran. The cart shows the cost of delivery.",
                ),
            ),
        },
    ),
    (
        "privacy",
        {
            "fa": (
                "حریم خصوصی",
                (
                    "تنها آنچه را برای فرستادن سفارش و پاسخ به شما لازم است نگه می‌داریم.",
                    "صفحه‌های این فروشگاه چیزی از سرور دیگری نمی‌گیرند و چیزی برای دیگران نمی‌فرستند.",
                ),
            ),
            "ar": (
                "الخصوصية",
                (
                    "لا نحفظ إلا ما يلزم لإرسال طلبك والرد عليك.",
                    "لا تحمّل صفحات هذا المتجر شيئًا من خوادم أخرى ولا ترسل إليها شيئًا.",
                ),
            ),
            "en": (
                "Privacy",
                (
                    "We keep only what we need to send your order and to answer you.",
                    "The pages of this shop load nothing from other servers and tell them nothing.",
                ),
            ),
        },
    ),
)


def seed_policies() -> None:
    """Create the pages that are missing."""
    known = set(FlatPage.objects.values_list("url", flat=True))
    for address, texts in POLICIES:
        for language, (title, paragraphs) in texts.items():
            url = f"/{language}/{address}/"
            if url not in known:
                content = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
                FlatPage.objects.create(url=url, title=title, content=content).sites.add(settings.SITE_ID)
