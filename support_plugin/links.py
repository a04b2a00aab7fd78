"""Addresses for e-mails: from the settings, never from a request, whose Host header is its sender's word."""

from django.apps import apps
from django.conf import settings

from support_plugin.conf import get_config


def absolute(path: str) -> str:
    """Return the full address of a path of the shop; empty where the settings tell no address."""
    base = get_config()["SITE_URL"].rstrip("/") or _site_url()
    return f"{base}{path}" if base else ""


def _site_url() -> str:
    if not apps.is_installed("django.contrib.sites"):
        return ""
    from django.contrib.sites.models import Site

    site = Site.objects.filter(pk=getattr(settings, "SITE_ID", 1)).first()
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    return f"{scheme}://{site.domain}" if site else ""
