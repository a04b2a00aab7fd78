"""The example shop's addresses, and those of django-oscar-api."""

from django.urls import include, path

from example_shop.urls import *  # noqa: F403
from example_shop.urls import urlpatterns as shop_patterns

urlpatterns = [path("api/", include("oscarapi.urls")), *shop_patterns]
