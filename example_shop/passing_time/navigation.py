"""The dashboard's entry. Imported while the settings are being read: nothing here may need them."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def _is_staff(user: Any, url_name: str | None, url_args: Any = None, url_kwargs: Any = None) -> bool:
    return bool(user.is_staff)


PASSING_TIME_NAVIGATION = {
    "label": _("Let time pass"),
    "icon": "fas fa-clock",
    "url_name": "passing-time",
    "access_fn": _is_staff,
}
