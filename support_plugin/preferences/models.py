"""What an admin sets in Django admin: one row."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from solo.models import SingletonModel

from support_plugin.preferences.answers import AnswerSettings
from support_plugin.preferences.away import AwaySettings
from support_plugin.preferences.holdouts import HoldoutSettings
from support_plugin.preferences.looks import LookSettings
from support_plugin.preferences.reminders import CONSENT_TEXT, ReminderSettings
from support_plugin.preferences.retention import RetentionSettings
from support_plugin.preferences.texts import in_active_language

HEX_COLOUR = RegexValidator(
    r"\A#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, such as #0f766e.")
)


class Page(models.TextChoices):
    """The kinds of pages on which the chat's launcher can stand."""

    BASKET = "basket", _("Basket")
    CHECKOUT = "checkout", _("Checkout")
    PRODUCT = "product", _("Products")
    CATALOGUE = "catalogue", _("Home page, categories and search")
    ACCOUNT = "account", _("Log-in and account")


class FileKind(models.TextChoices):
    """The kinds of files that people may send each other. Programs, HTML and SVG are in none of them."""

    IMAGE = "image", _("Pictures (JPEG, PNG, WebP, GIF)")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Plain text (TXT, CSV)")
    DOCUMENT = "document", _("Office documents (DOCX, XLSX, PPTX, ODT, ODS, ODP)")
    ARCHIVE = "archive", _("Archives (ZIP): nobody knows what is inside")


def default_file_kinds() -> list[str]:
    """Return the kinds of files that a new installation takes."""
    return [FileKind.IMAGE, FileKind.PDF]


def default_pages() -> list[str]:
    """Return the pages that carry the launcher in a new installation."""
    return [Page.BASKET, Page.CHECKOUT, Page.PRODUCT]


# What shoppers read where the admin wrote nothing.
DEFAULT_TEXTS = {
    "names": _("Customer support"),
    "greetings": _("Hello! Ask us anything about your order."),
    "guest_titles": _("No account needed"),
    "account_titles": _("Keep this order in an account"),
    "consent_texts": CONSENT_TEXT,
}


class SupportSettings(
    AnswerSettings,
    AwaySettings,
    HoldoutSettings,
    ReminderSettings,
    LookSettings,
    RetentionSettings,
    SingletonModel,
):
    """The admin's choices. Read it through ``preferences.queries.get_preferences``, which caches it."""

    class Position(models.TextChoices):
        """The corner of the launcher, in the direction of the page's writing."""

        END = "end", _("Where lines end (left on Persian and Arabic pages)")
        START = "start", _("Where lines begin (right on Persian and Arabic pages)")

    class GuestContact(models.TextChoices):
        """What a guest is asked for first."""

        EMAIL = "email", _("E-mail address")
        PHONE = "phone", _("Mobile number")

    class RialUnit(models.TextChoices):
        """In which unit amounts in Rial (IRR) are read; they are stored in Rial. A Toman is ten Rial."""

        AS_SHOP = "", _("As the shop shows them")
        RIAL = "rial", _("Rial")
        TOMAN = "toman", _("Toman")
        THOUSAND_RIAL = "thousand_rial", _("Thousand Rial")
        THOUSAND_TOMAN = "thousand_toman", _("Thousand Toman")

    class PersianCalendar(models.TextChoices):
        """The calendar of Persian pages."""

        JALALI = "jalali", _("Jalali (Azar 1405)")
        GREGORIAN = "gregorian", _("Gregorian (November 2026)")

    class ArabicCalendar(models.TextChoices):
        """The calendar of Arabic pages, and what its months are called."""

        GREGORIAN = "gregorian", _("Gregorian, as in Egypt and the Gulf")
        LEVANTINE = "levantine", _("Gregorian, as in Iraq and the Levant")
        HIJRI = "hijri", _("Hijri (Umm al-Qura)")

    # {language code: text}; a language without an entry gets the translated default.
    names = models.JSONField(_("name shown"), default=dict, blank=True)
    greetings = models.JSONField(_("greeting"), default=dict, blank=True)
    accent_colour = models.CharField(
        _("accent colour"), max_length=7, default="#0f766e", validators=[HEX_COLOUR]
    )
    position = models.CharField(_("position"), max_length=5, choices=Position, default=Position.END)
    launcher_pages = models.JSONField(_("pages with the chat"), default=default_pages, blank=True)
    chat_enabled = models.BooleanField(_("live chat"), default=True)
    notices_enabled = models.BooleanField(_("shipping cost and total"), default=True)
    guests_enabled = models.BooleanField(_("guest checkout prompt"), default=True)
    guest_contact = models.CharField(
        _("what guests are asked for"),
        max_length=5,
        choices=GuestContact,
        default=GuestContact.EMAIL,
        help_text=_("A mobile number needs the shop's adapter, which tells how to write to it."),
    )
    basket_prompt_enabled = models.BooleanField(
        _("guest checkout prompt on the basket page too"), default=True
    )
    short_address_enabled = models.BooleanField(
        _("short address form"),
        default=True,
        help_text=_("Shows the fields that the country needs and folds the others."),
    )
    first_method_enabled = models.BooleanField(
        _("shipping method chosen for the shopper"),
        default=False,
        help_text=_(
            "Takes the shop's first shipping method and goes on to payment, where shoppers see and change "
            "it. Where the payment page does not show it, the step stays."
        ),
    )
    express_enabled = models.BooleanField(
        _("express checkout for returning shoppers"),
        default=False,
        help_text=_("A button on the basket page that leads past the steps filled in by the last order."),
    )
    progress_enabled = models.BooleanField(
        _("steps of the checkout"),
        default=False,
        help_text=_("For shops that don't show the steps that are left themselves."),
    )
    accounts_enabled = models.BooleanField(_("account offered after a guest's purchase"), default=True)
    help_enabled = models.BooleanField(_("help offered when the checkout fails"), default=True)
    guest_titles = models.JSONField(_("headline for guests"), default=dict, blank=True)
    account_titles = models.JSONField(_("headline of the account offer"), default=dict, blank=True)
    badges_enabled = models.BooleanField(_("trust badges"), default=True)
    badge_links_checked = models.BooleanField(
        _("check the badges' links"),
        default=False,
        help_text=_("support_check_badges then asks each verification page whether it answers."),
    )
    payment_area_enabled = models.BooleanField(_("safe area around the payment"), default=True)
    payment_texts = models.JSONField(_("words at the payment"), default=dict, blank=True)
    carts_enabled = models.BooleanField(_("abandoned-cart signals"), default=True)
    cart_idle_minutes = models.PositiveIntegerField(
        _("minutes until a cart counts as abandoned"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(60 * 24 * 30)],
    )
    cart_expiry_days = models.PositiveSmallIntegerField(
        _("days until an abandoned cart is given up"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    hesitation_enabled = models.BooleanField(
        _("hesitation noticed in the browser"),
        default=True,
        help_text=_("Needs the abandoned-cart signals. Nothing is sent until somebody hesitates."),
    )
    hesitation_pause_seconds = models.PositiveSmallIntegerField(
        _("seconds of rest at shipping cost or payment that are a pause"),
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(3600)],
    )
    hesitation_idle_minutes = models.PositiveSmallIntegerField(
        _("minutes until an untouched page counts as left open"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    hesitation_times = models.PositiveSmallIntegerField(
        _("how often is again and again"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(20)],
        help_text=_("Steps gone back, methods changed, shipping details opened."),
    )
    prompts_enabled = models.BooleanField(
        _("proactive help"),
        default=True,
        help_text=_(
            "Needs the abandoned-cart signals and the live chat. Nothing is shown without a rule of yours."
        ),
    )
    prompts_per_visit = models.PositiveSmallIntegerField(
        _("offers of help in one visit, at most"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("A visit ends half a day after the first offer."),
    )
    prompts_per_week = models.PositiveSmallIntegerField(
        _("offers of help to one person in a week, at most"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    attachments_enabled = models.BooleanField(_("pictures and files in the chat"), default=True)
    attachment_max_mb = models.PositiveSmallIntegerField(
        _("largest file, in megabytes"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(25)],
    )
    attachments_per_message = models.PositiveSmallIntegerField(
        _("files in one message"), default=5, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    attachment_kinds = models.JSONField(_("kinds of files"), default=default_file_kinds, blank=True)
    rial_unit = models.CharField(
        _("amounts in Rial"), max_length=14, choices=RialUnit, default=RialUnit.AS_SHOP, blank=True
    )
    # Codes of languages whose readers see 0–9 in place of their own digits.
    latin_digits = models.JSONField(_("languages with Latin digits"), default=list, blank=True)
    persian_calendar = models.CharField(
        _("calendar of Persian pages"), max_length=9, choices=PersianCalendar, default=PersianCalendar.JALALI
    )
    arabic_calendar = models.CharField(
        _("calendar of Arabic pages"),
        max_length=9,
        choices=ArabicCalendar,
        default=ArabicCalendar.GREGORIAN,
    )

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("support settings")
        verbose_name_plural = _("support settings")

    def __str__(self) -> str:
        return str(_("Support settings"))

    @property
    def name(self) -> str:
        """The name shown to shoppers, in the active language."""
        return in_active_language(self.names) or str(DEFAULT_TEXTS["names"])

    @property
    def has_hesitation(self) -> bool:
        """Whether hesitation is noticed."""
        return self.carts_enabled and self.hesitation_enabled

    @property
    def has_prompts(self) -> bool:
        """Whether the shop may speak first."""
        return self.carts_enabled and self.prompts_enabled and self.chat_enabled

    @property
    def guest_title(self) -> str:
        """The headline of the prompt for guests, in the active language."""
        return in_active_language(self.guest_titles) or str(DEFAULT_TEXTS["guest_titles"])

    @property
    def account_title(self) -> str:
        """The headline of the account offer after a purchase, in the active language."""
        return in_active_language(self.account_titles) or str(DEFAULT_TEXTS["account_titles"])

    @property
    def greeting(self) -> str:
        """The first words of an empty conversation, in the active language."""
        return in_active_language(self.greetings) or str(DEFAULT_TEXTS["greetings"])

    @property
    def payment_text(self) -> str:
        """What stands at the head of the payment's area, in the active language; empty for nothing."""
        return in_active_language(self.payment_texts)
