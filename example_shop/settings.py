"""Settings of the example shop. Everything that differs between machines comes from the environment."""

from pathlib import Path

import django
import environ
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403

from example_shop.secret import load_or_create_secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
# Whatever the running shop writes: database, pictures, mails, collected static files.
VAR_DIR = Path(env("EXAMPLE_SHOP_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("EXAMPLE_SHOP_DEBUG", default=False)
# With 0, the same shop without the app: what the app costs is measured against it.
WITH_PLUGIN = env.bool("EXAMPLE_SHOP_PLUGIN", default=True)
# Whether help is offered by itself, and a pretend customer system notified of carts, as `make demo` shows it.
WITH_CRM = WITH_PLUGIN and env.bool("EXAMPLE_SHOP_CRM", default=False)
# Whether a page shows everybody what was sent. Never where people shop: it holds links to new passwords.
WITH_OUTBOX = WITH_CRM or (WITH_PLUGIN and DEBUG)
DEMO_PORT = env.int("DEMO_PORT", default=8000)
SECRET_KEY = env("SECRET_KEY", default="") or load_or_create_secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Sent as the Content-Security-Policy header when not empty.
CONTENT_SECURITY_POLICY = env("EXAMPLE_SHOP_CSP", default="")

# --- Apps and requests --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Before Oscar's apps, so that its templates can extend Oscar's (and this shop's) of the same name.
    *(["support_plugin"] if WITH_PLUGIN else []),
    "modeltranslation",
    "example_shop.apps.ExampleShopConfig",
    "example_shop.bank.apps.BankConfig",
    *(["example_shop.crm.apps.CrmConfig"] if WITH_PLUGIN else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "example_shop.checkout.apps.CheckoutConfig",
    "example_shop.address.apps.AddressConfig",
    "example_shop.shipping.apps.ShippingConfig",
    "example_shop.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "example_shop.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "example_shop.offer.apps.OfferConfig",
    "example_shop.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "example_shop.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "sorl.thumbnail",
    "django_tables2",
]

MIDDLEWARE = [
    "example_shop.middleware.StreamFilesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "example_shop.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    # Before the basket is looked up, so that a cart left at the bank is found again.
    "example_shop.checkout.unfinished.ThawUnfinishedPaymentMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    *(["support_plugin.middleware.SupportMiddleware"] if WITH_PLUGIN else []),
]

ROOT_URLCONF = "example_shop.urls"
ASGI_APPLICATION = "example_shop.asgi.application"
WSGI_APPLICATION = "example_shop.wsgi.application"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
                "example_shop.context.outbox",
                "example_shop.context.reader",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_REDIRECT_URL = reverse_lazy("customer:summary")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Storage ------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at BEGIN and waits for it, instead of failing at its first write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# What `manage.py support_turn_styles` makes.
TURNED_DIR = Path(env("EXAMPLE_SHOP_TURNED", default=str(BASE_DIR / "example_shop" / "right_to_left")))
STATICFILES_DIRS = [TURNED_DIR] if WITH_PLUGIN else []
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
for folder in (STATIC_ROOT, MEDIA_ROOT, *STATICFILES_DIRS):
    folder.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "example_shop.storage.HashedStaticFilesStorage"},
}

HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "example_shop.search_backend.ProductSearchEngine"}}
# The search asks the database itself, so there is no index to keep up to date.
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"

# --- What the shop sends -----------------------------------------------------------------------------------

# Where it is stored instead: e-mails, and what the app's SMS provider "Files" writes (its OPTIONS["FOLDER"]).
MAIL_DIR, SMS_DIR = VAR_DIR / "mail", VAR_DIR / "sms"
STORING_BACKEND = "example_shop.outbox.backend.StoringBackend"
# Or a real mail server, such as smtp://127.0.0.1:1025.
email = env.email_url("EMAIL_URL") if env("EMAIL_URL", default="") else {"EMAIL_BACKEND": STORING_BACKEND}
if django.VERSION >= (6, 1):
    options = {
        "host": "EMAIL_HOST",
        "port": "EMAIL_PORT",
        "use_tls": "EMAIL_USE_TLS",
        "use_ssl": "EMAIL_USE_SSL",
    }
    options |= {"username": "EMAIL_HOST_USER", "password": "EMAIL_HOST_PASSWORD"}
    MAILERS = {
        "default": {
            "BACKEND": email["EMAIL_BACKEND"],
            "OPTIONS": {option: email[name] for option, name in options.items() if name in email},
        }
    }
else:
    globals().update(email)

# --- Languages and places -----------------------------------------------------------------------------------

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("ar", "العربية"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fa"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fa", "en")
USE_TZ = True
TIME_ZONE = "Asia/Tehran"
PHONENUMBER_DEFAULT_REGION = "IR"

# --- Oscar --------------------------------------------------------------------------------------------------

OSCAR_SHOP_NAME = _("Hashti")
OSCAR_SHOP_TAGLINE = _("From Iran, with care")
OSCAR_FROM_EMAIL = "shop@example.com"
# Amounts are stored in Rial; what people read is Toman, as the admin has set in the app.
OSCAR_DEFAULT_CURRENCY = "IRR"
OSCAR_ALLOW_ANON_CHECKOUT = True
# Whether an address has an account is not revealed to whoever types it.
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True
OSCAR_OFFERS_INCL_TAX = True
OSCAR_OFFER_ROUNDING_FUNCTION = "example_shop.money.round_to_toman"
# Postcode and province depend on the country: example_shop.address.forms.
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "country", "phone_number")
OSCAR_INITIAL_ORDER_STATUS = OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {
    "Pending": ("Being processed", "Cancelled"),
    "Being processed": ("Shipped", "Cancelled"),
    "Shipped": (),
    "Cancelled": (),
}
OSCAR_LINE_STATUS_PIPELINE = OSCAR_ORDER_STATUS_PIPELINE
if WITH_PLUGIN:
    from example_shop.passing_time.navigation import PASSING_TIME_NAVIGATION
    from support_plugin.desk.navigation import CARTS_NAVIGATION, SUPPORT_NAVIGATION

    PUSH_KEY = env("EXAMPLE_SHOP_PUSH_KEY", default="")
    OSCAR_DASHBOARD_NAVIGATION = [
        *OSCAR_DASHBOARD_NAVIGATION,  # noqa: F405
        SUPPORT_NAVIGATION,
        CARTS_NAVIGATION,
        PASSING_TIME_NAVIGATION,
    ]
    SUPPORT_PLUGIN = {
        "ADAPTER": "example_shop.support.Adapter",
        # The pretend customer system stands within.
        "WEBHOOK_INTERNAL_HOSTS": [f"127.0.0.1:{DEMO_PORT}"] if WITH_CRM else [],
        # Notifications of browsers want the internet: only where somebody sets a key.
        "PUSH": {"PRIVATE_KEY": PUSH_KEY, "SUBJECT": "mailto:shop@shop.example"} if PUSH_KEY else {},
    }
    if WITH_OUTBOX:
        files = "support_plugin.outbox.channels.phones.files.Files"
        SUPPORT_PLUGIN |= {
            # Links in what is sent lead to this process, whatever port the database was made for.
            "SITE_URL": f"http://127.0.0.1:{DEMO_PORT}",
            "SMS": {
                "PROVIDER": files,
                "OPTIONS": {
                    **{"FOLDER": str(SMS_DIR), "FILE": "sms.jsonl", "SENDER": "+9810008590"},
                    # As Iran's lines must end their texts; the price of each SMS in Rial.
                    **{"SUFFIXES": {"98": "لغو۱۱"}, "PRICE": 1800, "CURRENCY": "IRR"},
                },
            },
            "WHATSAPP": {"PROVIDER": files, "OPTIONS": {"FOLDER": str(SMS_DIR), "FILE": "whatsapp.jsonl"}},
        }
