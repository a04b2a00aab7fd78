"""Addresses for e-mails: from the settings, never from a request, whose Host header is its sender's word."""

from urllib.parse import urlsplit

from django.conf import settings

from support_plugin.conf import get_config
from support_plugin.shop.mails import UNSET_DOMAIN, mail_site


def absolute(path: str) -> str:
    """Return the full address of a path of the shop, script prefix included.

    Empty where neither SITE_URL nor the ``Site`` names one. "example.com", which every new ``Site`` has, is
    none: a link to an account must not be mailed to a stranger's host.
    """
    base = site_url()
    return f"{base}{path}" if base else ""


def site_url() -> str:
    """Return scheme and host of the shop, such as ``https://shop.example``; empty where it is unknown."""
    chosen = urlsplit(get_config()["SITE_URL"])
    if chosen.scheme and chosen.netloc:
        # Paths made by reverse() carry the script prefix already.
        return f"{chosen.scheme}://{chosen.netloc}"
    site = mail_site()
    if site is None or not site.domain or is_unset(site.domain):
        return ""
    return f"{_scheme()}://{site.domain}"


def is_unset(domain: str) -> bool:
    """Return whether this is the domain that Django gives to a new ``Site``."""
    return domain.lower().partition(":")[0] in (UNSET_DOMAIN, f"www.{UNSET_DOMAIN}")


def _scheme() -> str:
    is_secure = settings.SESSION_COOKIE_SECURE or settings.SECURE_SSL_REDIRECT
    return "https" if is_secure else str(getattr(settings, "OSCAR_URL_SCHEMA", "http"))
