"""The shop's own mail: its dispatcher, and the name that it signs with."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from support_plugin.cache import SHOP
from support_plugin.database.facts import Fact
from support_plugin.shop.classes import get_class

# What Oscar and django.contrib.sites say before anybody has changed it.
OSCARS_NAME = "Oscar"
UNSET_DOMAIN = "example.com"


def dispatch(to: str, subject: str, text: str, html: str = "") -> None:
    """Send an e-mail by the shop's ``Dispatcher``, whose sender and connection the shop may have changed.

    Without OSCAR_FROM_EMAIL, which Oscar's dispatcher can't do without, it goes out as DEFAULT_FROM_EMAIL.
    Raises OSError where it can't be sent.
    """
    if hasattr(settings, "OSCAR_FROM_EMAIL"):
        messages = {"subject": subject, "body": text, "html": html, "sms": ""}
        get_class("communication.utils", "Dispatcher")().dispatch_direct_messages(to, messages)
        return
    mail = EmailMultiAlternatives(subject, text, to=[to])
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()


def mail_site() -> Any:
    """Return the shop's ``Site``, from the cache; None where the settings name none, or it is not there.

    Without SITE_ID, that is the only one. With several, each request has its own, and no mail knows which.
    """
    return _SITE.read()


def read_mail_site() -> Any:
    """Return the same as it is now, read alone: what is cached with it may have no table yet."""
    return _only(*(list(query) for query in _sites()))


def _sites() -> list[Any]:
    if not apps.is_installed("django.contrib.sites"):
        return []
    from django.contrib.sites.models import Site

    chosen = getattr(settings, "SITE_ID", None)
    sites = Site.objects.filter(pk=chosen) if chosen else Site.objects.all()
    return [sites.order_by()[:2]]


def _only(found: Sequence[Any] = ()) -> Any:
    return found[0] if len(found) == 1 else None


def shop_name() -> str:
    """Return the shop's name: OSCAR_SHOP_NAME, or that of its ``Site`` where nobody has set the former."""
    name = str(getattr(settings, "OSCAR_SHOP_NAME", OSCARS_NAME))
    if name != OSCARS_NAME:
        return name
    site = mail_site()
    return site.name if site and site.name and site.name != UNSET_DOMAIN else name


_SITE = Fact("mail site", (SHOP,), _sites, _only)
