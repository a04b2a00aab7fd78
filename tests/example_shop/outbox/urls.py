"""The shop's addresses with those of the outbox, which only a demo has."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from example_shop.urls import urlpatterns as shop_patterns

urlpatterns = [*i18n_patterns(path("demo/outbox/", include("example_shop.outbox.urls"))), *shop_patterns]
