"""The address of the page that lets time pass."""

from django.urls import path

from example_shop.passing_time.views import PassingTime

urlpatterns = [path("", PassingTime.as_view(), name="passing-time")]
