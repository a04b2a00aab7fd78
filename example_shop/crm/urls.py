"""The pretend customer system's address."""

from django.urls import path

from example_shop.crm.views import Hook

app_name = "crm"
urlpatterns = [path("hook/", Hook.as_view(), name="hook")]
