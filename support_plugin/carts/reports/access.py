"""Who may see abandoned carts."""

from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.urls import NoReverseMatch, reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache


def may_see_carts(user: Any) -> bool:
    """Return whether a user may see abandoned carts: staff with Django's right to view them."""
    return bool(user.is_active and user.is_staff and user.has_perm("support_plugin.view_abandonment"))


@method_decorator(never_cache, name="dispatch")
class CartsRequired(UserPassesTestMixin, View):
    """Strangers are asked to log in, users without the right are refused (403)."""

    login_url = reverse_lazy("dashboard:login")

    def test_func(self) -> bool:
        """Ask for the right."""
        return may_see_carts(self.request.user)


def admin_url(user: Any, model: str) -> str:
    """Return where a user sees a model's rows in Django admin; "" without the right, or the admin."""
    if not user.has_perm(f"support_plugin.view_{model}"):
        return ""
    try:
        return reverse(f"admin:support_plugin_{model}_changelist")
    except NoReverseMatch:
        return ""
