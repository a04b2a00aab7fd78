"""Settings of Django's and Oscar's that keep the app, or the shop, from working well."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from support_plugin.checks.tag import TAG
from support_plugin.shop.checkout.gateway import gives_accounts_away
from support_plugin.text.language import direction_of

I18N = "django.template.context_processors.i18n"


@register(TAG)
def check_translation(**kwargs: Any) -> list[CheckMessage]:
    """A shop in Persian or Arabic has translation on."""
    if settings.USE_I18N or direction_of(settings.LANGUAGE_CODE) == "ltr":
        return []
    message = (
        f"USE_I18N is off: everything is in English, though LANGUAGE_CODE is {settings.LANGUAGE_CODE!r}."
    )
    hint = f"Set USE_I18N = True and LANGUAGES = [({settings.LANGUAGE_CODE!r}, …)]."
    return [Warning(message, hint=hint, id="support_plugin.W015")]


@register(TAG)
def check_guest_accounts(**kwargs: Any) -> list[CheckMessage]:
    """The gateway answers a guest whose address has an account as it answers everybody."""
    if not gives_accounts_away():
        return []
    hint = "Set OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True; the log-in is offered to everybody alike."
    message = "The gateway stops guests who have an account, and tells anybody which addresses have one."
    return [Warning(message, hint=hint, id="support_plugin.W014")]


@register(TAG)
def check_page_language(**kwargs: Any) -> list[CheckMessage]:
    """Oscar's pages can say which language they are in: its ``<html lang>`` takes it from the context."""
    if not settings.USE_I18N or not (_speaks_other_languages() and _lacks_context_processor()):
        return []
    hint = f"Add {I18N!r} to the context_processors in TEMPLATES."
    message = "The pages' LANGUAGE_CODE is missing: Oscar calls all of them British English."
    return [Warning(message, hint=hint, id="support_plugin.W017")]


def _speaks_other_languages() -> bool:
    return "django.middleware.locale.LocaleMiddleware" in settings.MIDDLEWARE or not (
        settings.LANGUAGE_CODE.startswith("en")
    )


def _lacks_context_processor() -> bool:
    options: list[Any] = [engine.get("OPTIONS", {}) for engine in settings.TEMPLATES]
    known = (each.get("context_processors") for each in options)
    return any(I18N not in processors for processors in known if processors)
