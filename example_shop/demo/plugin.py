"""Samples for support_plugin's own models."""

from datetime import time

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from example_shop.demo.help_centre import seed_help_centre
from example_shop.demo.left_cart import seed_left_cart

# Only what is true of this shop. (kind, placements, countries, text by language)
BADGES = (
    (
        "payment",
        ["payment", "basket"],
        ["IR"],
        {
            "fa": "پرداخت نقدی هنگام تحویل، در سراسر ایران",
            "ar": "الدفع نقدًا عند الاستلام في جميع أنحاء إيران",
            "en": "Cash on delivery, everywhere in Iran",
        },
    ),
    (
        "security",
        ["payment"],
        [],
        {
            "fa": "شمارهٔ کارت فقط در صفحهٔ بانک پرسیده می‌شود",
            "ar": "رقم البطاقة يُطلب في صفحة البنك فقط",
            "en": "Your card number is asked for by the bank alone",
        },
    ),
    (
        "delivery",
        ["basket"],
        [],
        {
            "fa": "تحویل رایگان از فروشگاه تهران",
            "ar": "استلام مجاني من متجرنا في طهران",
            "en": "Free pick-up from our shop in Tehran",
        },
    ),
)
SHOP_NAME = "هشتی"
# Said in the plan's name, as it is unlike what a shop should do.
PLAN_NAME = "یک ساعت، یک روز، سه روز (نمایشی: همهٔ شبانه‌روز)"
# With the first e-mail: who left a number gets this, who left an address that.
SMS_AFTER = 60
SMS_TEXTS = {
    "fa": "{shop}: {item} هنوز در سبد خرید شماست. ادامهٔ خرید با یک لمس:\n{link}",
    "ar": "{shop}: لا يزال {item} في سلتك. أكمل الشراء بلمسة واحدة:\n{link}",
    "en": "{shop}: {item} is still in your cart. Go on with one tap:\n{link}",
}
NAMES = {"fa": "پشتیبانی هشتی", "ar": "دعم هشتي", "en": "Hashti support"}
GREETINGS = {
    "fa": "سلام! هر پرسشی دربارهٔ کالا، ارسال یا پرداخت دارید، همین‌جا بپرسید.",
    "ar": "مرحبًا! اسألنا هنا عن أي شيء يخص المنتجات أو الشحن أو الدفع.",
    "en": "Hello! Ask us here about products, delivery or payment.",
}


DEPARTMENTS = (
    {"fa": "سفارش و ارسال", "ar": "الطلبات والشحن", "en": "Orders and delivery"},
    {"fa": "بازگشت و تعویض", "ar": "الإرجاع والاستبدال", "en": "Returns and exchanges"},
)


def seed_plugin() -> None:
    """Create the app's samples where it is installed and they are missing."""
    if not apps.is_installed("support_plugin"):
        return
    from support_plugin.models import Badge, SupportSettings

    if not Badge.objects.exists():
        for position, (kind, placements, countries, texts) in enumerate(BADGES):
            Badge.objects.create(
                kind=kind,
                provider=SHOP_NAME,
                placements=placements,
                countries=countries,
                texts=texts,
                position=position,
            )
    if not SupportSettings.objects.exists():
        SupportSettings.objects.create(
            names=NAMES,
            greetings=GREETINGS,
            accent_colour="#8a2b38",
            rial_unit=SupportSettings.RialUnit.TOMAN,
            # Off in a new installation; this shop's payment page shows the choice.
            first_method_enabled=True,
            express_enabled=True,
        )
    seed_desk()
    seed_canned_replies()
    if settings.WITH_CRM:
        from example_shop.crm.flows import connect_webhook

        seed_help()
        seed_help_centre()
        seed_reminders()
        seed_left_cart()
        connect_webhook(f"http://127.0.0.1:{settings.DEMO_PORT}{reverse('crm:hook')}")


def seed_help() -> None:
    """Have help offered by itself at the payment, once, as an admin sets it up: by the ready-made rules."""
    from support_plugin.carts.prompts.models import PromptRule
    from support_plugin.carts.prompts.ready_made import add_ready_made

    if not PromptRule.objects.exists():
        with translation.override("fa"):
            add_ready_made()


def seed_desk() -> None:
    """Have whoever waits given to an agent who is there, and sort questions by two departments."""
    from support_plugin.models import Department, QueueSettings

    if not QueueSettings.objects.exists():
        QueueSettings.objects.create(assigns=True)
    if not Department.objects.exists():
        for order, names in enumerate(DEPARTMENTS):
            Department.objects.create(name=names["fa"], names=names, order=order, is_public=True)


def seed_canned_replies() -> None:
    """Give agents the ready-made replies."""
    from support_plugin.desk.canned.ready_made import add_ready_made
    from support_plugin.models import CannedReply

    if not CannedReply.objects.exists():
        with translation.override("fa"):
            add_ready_made()


def seed_reminders() -> None:
    """Have shoppers who agree reminded of their carts, once, by the ready-made plan.

    At night too: whoever tries the demo then should see the mail at once. By SMS, too, those whose number is
    known.
    """
    from support_plugin.carts.reminders.models import Plan, PlanStep, Way
    from support_plugin.carts.reminders.ready_made import add_ready_made
    from support_plugin.carts.reminders.sending_hours.models import SendingHours
    from support_plugin.models import SupportSettings

    if Plan.objects.exists():
        return
    with translation.override("fa"):
        plan = add_ready_made()
    if plan is not None:
        plan.name, plan.enabled = PLAN_NAME, True
        plan.save()
        SendingHours.objects.get_or_create(
            country="", channel="", defaults={"opens": time.min, "closes": time.max}
        )
        PlanStep.objects.create(plan=plan, way=Way.SMS, delay_minutes=SMS_AFTER, texts=SMS_TEXTS)
    preferences = SupportSettings.objects.get()
    preferences.consents_enabled = True
    preferences.save()
