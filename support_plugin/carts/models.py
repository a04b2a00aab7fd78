"""What is known of each cart, and of each time that one was left."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.database.primary import PrimaryManager
from support_plugin.visitors.consents.models import Consent


class Step(models.IntegerChoices):
    """How far a cart has come; numbers grow along the way."""

    CART = 0, _("Cart filled")
    BASKET = 10, _("Basket page")
    GATEWAY = 20, _("Sign-in or guest")
    ADDRESS = 30, _("Delivery address")
    METHOD = 40, _("Shipping method")
    PAYMENT = 50, _("Payment")
    PREVIEW = 60, _("Last look")


class Obstacle(models.TextChoices):
    """What stood in the shopper's way last."""

    SHIPPING_JUMP = "shipping_jump", _("Total rose")
    PAYMENT_FAILED = "payment_failed", _("Payment failed")
    OUT_OF_STOCK = "out_of_stock", _("Out of stock")
    VOUCHER_REFUSED = "voucher_refused", _("Voucher refused")
    FORM_REFUSED = "form_refused", _("Form refused")
    UNANSWERED = "unanswered", _("Question not answered")


class Device(models.TextChoices):
    """What the shopper looks at the shop with."""

    PHONE = "phone", _("Mobile phone")
    TABLET = "tablet", _("Tablet")
    DESKTOP = "desktop", _("Computer")


class Circumstances(models.Model):
    """Who fills a cart, where from, with what, and how far it came. Empty: not known, or not to be noted."""

    # SHA-256 of the key in the visitor's cookie, as Visitor.key_hash; the visitor's row may come later.
    visitor_hash = models.CharField(max_length=64, blank=True, editable=False)
    # What a guest typed in the checkout; an account's address is read from the account.
    email = models.EmailField(_("e-mail address"), blank=True)
    # What a guest gave in place of it, in E.164 (+989121234567).
    phone = models.CharField(_("mobile number"), max_length=16, blank=True)
    # They stood in the field alone: no form with them has been accepted.
    is_contact_typed = models.BooleanField(default=False, editable=False)
    # Where the cart would go, in two capital letters.
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    device = models.CharField(_("device"), max_length=7, choices=Device, blank=True)
    # Host of the page that led to the shop, and utm_campaign of its address.
    source = models.CharField(_("source"), max_length=100, blank=True)
    campaign = models.CharField(_("campaign"), max_length=100, blank=True)
    step = models.PositiveSmallIntegerField(_("furthest step"), choices=Step, default=Step.CART)
    step_since = models.DateTimeField(_("furthest step since"), null=True, blank=True)
    obstacle = models.CharField(_("obstacle"), max_length=15, choices=Obstacle, blank=True)

    class Meta:
        abstract = True


# Leads to nobody any more.
ANONYMOUS_ABANDONMENT = Q(cart=None, user=None, email="", phone="", visitor_hash="", order_number="")


class Abandonment(Circumstances):
    """One time that a cart was left: what was in it then, and what came of it. Kept for the reports.

    A cart may be left several times: each has its own ``period``.
    """

    # Kept when the shop deletes the cart.
    cart = models.ForeignKey(
        "basket.Basket",
        models.SET_NULL,
        null=True,
        related_name="support_abandonments",
        verbose_name=_("cart"),
        db_index=False,
    )
    period = models.PositiveIntegerField(_("time"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="support_abandonments",
        verbose_name=_("account"),
    )
    idle_since = models.DateTimeField(_("last active"))
    abandoned_at = models.DateTimeField(_("abandoned"))
    returned_at = models.DateTimeField(_("returned"), null=True)
    recovered_at = models.DateTimeField(_("bought after all"), null=True)
    expired_at = models.DateTimeField(_("given up"), null=True)
    order_number = models.CharField(_("order"), max_length=128, blank=True)
    # As the shopper saw it: [{"product", "upc", "title", "quantity", "price", "currency", "added_at"}];
    # ``price`` of one, as text.
    lines = models.JSONField(_("contents"), default=list)
    currency = models.CharField(_("currency"), max_length=12, blank=True)
    # Sum of the lines in this currency as shown, without shipping.
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, default=0)

    objects = PrimaryManager["Abandonment"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("abandoned cart")
        verbose_name_plural = _("abandoned carts")
        constraints = [
            models.UniqueConstraint(fields=["cart", "period"], name="support_abandoned_once"),
        ]
        indexes = [
            # What may still be given up.
            models.Index(
                fields=["abandoned_at"],
                name="support_abandoned_open",
                condition=Q(returned_at=None, recovered_at=None, expired_at=None),
            ),
            models.Index(fields=["-abandoned_at", "-id"], name="support_abandoned_at"),
            # Whose order it may have become.
            models.Index(fields=["email"], name="support_abandoned_email", condition=~Q(email="")),
            models.Index(
                fields=["visitor_hash"], name="support_abandoned_visitor", condition=~Q(visitor_hash="")
            ),
            # What still names a guest.
            models.Index(
                fields=["abandoned_at"],
                name="support_abandoned_guest",
                condition=~Q(email="", phone="", visitor_hash=""),
            ),
            # What still leads to anybody.
            models.Index(
                fields=["abandoned_at"], name="support_abandoned_personal", condition=~ANONYMOUS_ABANDONMENT
            ),
        ]

    def __str__(self) -> str:
        return str(_("Abandoned cart %(number)s") % {"number": self.pk})


class CartActivity(Circumstances):
    """What we follow of one cart. Oscar itself notes no time of a cart's last change.

    Made with a line's first change, or by the sweeps of ``support_tick``.
    """

    cart = models.OneToOneField(
        "basket.Basket",
        models.CASCADE,
        primary_key=True,
        related_name="support_activity",
        verbose_name=_("cart"),
    )
    last_active_at = models.DateTimeField(_("last active"))
    first_seen_at = models.DateTimeField(_("first seen"), default=clock.now, editable=False)
    # Times that its shopper came back after a pause, and the first; see visits_after().
    visits = models.PositiveIntegerField(_("visits"), default=1, editable=False)
    # From when on idle time counts. Empty: nothing is waited for until the cart changes, as it is empty,
    # saved for later, ordered, merged or abandoned already.
    idle_from = models.DateTimeField(null=True, editable=False)
    # How often it has been abandoned, and the abandonment that nobody has come back from.
    period = models.PositiveIntegerField(default=0, editable=False)
    abandonment = models.ForeignKey(
        Abandonment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("abandonment")
    )
    # The amounts on the last page that showed the cart to its shopper, see carts/shown_amounts.py.
    shown = models.JSONField(null=True, editable=False)

    objects = PrimaryManager["CartActivity"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("cart activity")
        verbose_name_plural = _("cart activities")
        indexes = [
            models.Index(
                fields=["idle_from"], name="support_cart_idle", condition=Q(idle_from__isnull=False)
            ),
            models.Index(fields=["visitor_hash"], name="support_cart_visitor", condition=~Q(visitor_hash="")),
            # Nothing is waited for. Not of the others: each page view would write it.
            models.Index(fields=["last_active_at"], name="support_cart_rests", condition=Q(idle_from=None)),
        ]

    def __str__(self) -> str:
        return str(_("Cart %(number)s") % {"number": self.pk})


class TypedContact(models.Model):
    """What a guest's browser sent last of a contact that is being typed, before any form is sent."""

    activity = models.OneToOneField(
        CartActivity, models.CASCADE, primary_key=True, related_name="typed_contact", editable=False
    )
    # The browser's clock, in milliseconds: what was sent earlier and arrives later counts for nothing.
    number = models.BigIntegerField(default=0)
    # What a tick gave that no accepted form has confirmed.
    consent = models.ForeignKey(Consent, models.SET_NULL, null=True, related_name="+", db_index=False)

    objects = PrimaryManager["TypedContact"]()

    class Meta:
        app_label = "support_plugin"

    def __str__(self) -> str:
        return str(self.activity_id)


class CartCursor(models.Model):
    """How far the shop's rows have been looked through for what no signal announced; one row."""

    # Lines changed and orders placed before these times have been seen.
    lines_until = models.DateTimeField()
    orders_until = models.DateTimeField()
    # Lines changed before this time are older than the app and not looked at yet; empty when all are.
    backfill_before = models.DateTimeField(null=True)

    objects = PrimaryManager["CartCursor"]()

    class Meta:
        app_label = "support_plugin"

    def __str__(self) -> str:
        return str(self.lines_until)
