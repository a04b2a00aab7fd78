"""By which backend a test's shop sends its mail, whatever Django's release calls the settings."""

from typing import Any

SMTP = "django.core.mail.backends.smtp.EmailBackend"
NAMES = {"host": "EMAIL_HOST", "port": "EMAIL_PORT", "username": "EMAIL_HOST_USER"}
NAMES |= {"password": "EMAIL_HOST_PASSWORD", "timeout": "EMAIL_TIMEOUT"}


def send_by(settings: Any, backend: str = SMTP, **options: Any) -> None:
    """Send by a backend with options such as ``host`` and ``port``, as the shop's settings say it.

    With MAILERS (Django 6.1), the older settings are not looked at.
    """
    if hasattr(settings, "MAILERS"):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        return
    settings.EMAIL_BACKEND = backend
    for option, value in options.items():
        setattr(settings, NAMES[option], value)
