"""A shop whose addresses have no language in them."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("bank/", include("example_shop.bank.urls")),
    path("dashboard/passing-time/", include("example_shop.passing_time.urls")),
    path("", include("support_plugin.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
