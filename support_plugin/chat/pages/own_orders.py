"""The way from an order's card to the shop's page of it, for its own shopper alone."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views import View

from support_plugin.shop.own_orders import own_order_page
from support_plugin.visitors.cookies import hash_key, read_key


class OwnOrderView(View):
    """``GET chat/orders/<number>/``: the order's page. Whoever is nobody here is asked to log in."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Lead there; to others an order that is not theirs is as one that does not exist."""
        user: Any = request.user
        user_id = user.pk if user.is_authenticated else None
        key = read_key(request.COOKIES) if user_id is None else None
        page = own_order_page(number, user_id, hash_key(key) if key else None)
        if page is not None:
            return redirect(page)
        if user_id is None:
            return redirect_to_login(request.get_full_path(), reverse("customer:login"))
        raise Http404


urlpatterns: list[Any] = [path("orders/<str:number>/", OwnOrderView.as_view(), name="own-order")]
