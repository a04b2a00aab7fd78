"""The page of the dashboard that lets time pass."""

from django.conf import settings
from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views import View

from example_shop.crm.flows import latest
from example_shop.outbox.entries import latest as latest_sent
from example_shop.passing_time.flows import TIMES, let_pass


class PassingTime(UserPassesTestMixin, View):
    """Asks how much time shall pass, and says what came of it."""

    login_url = reverse_lazy("dashboard:login")

    def test_func(self) -> bool:
        """Staff alone."""
        return bool(self.request.user.is_staff)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the two buttons, and what others received."""
        return render(request, "shop/passing_time.html", {"told": latest()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let an hour or a day pass; for any other answer, nothing."""
        time = TIMES.get(request.POST.get("time", ""))
        began = timezone.now()
        happened = let_pass(time) if time else []
        sent = latest_sent(since=began) if time and settings.WITH_OUTBOX else []
        context = {"has_passed": time is not None, "happened": happened, "sent": sent, "told": latest()}
        return render(request, "shop/passing_time.html", context)
