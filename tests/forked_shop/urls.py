"""Everything below shop/; the site's root belongs to somebody else."""

from django.apps import apps
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

shop = [
    path("admin/", admin.site.urls),
    path("", include("support_plugin.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]

urlpatterns = [
    path("", lambda request: HttpResponse("A page outside the shop")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("shop/", include(shop)),
]
