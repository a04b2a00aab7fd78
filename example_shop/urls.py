"""The shop's addresses: every page under its language, /fa/ first."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from example_shop.views import redirect_to_language

urlpatterns = [
    path("", redirect_to_language),
    *([path("crm/", include("example_shop.crm.urls"))] if settings.WITH_PLUGIN else []),
    path("i18n/", include("django.conf.urls.i18n")),
    # A demo serves its own pictures; a real shop leaves that to its web server.
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("bank/", include("example_shop.bank.urls")),
        *([path("demo/outbox/", include("example_shop.outbox.urls"))] if settings.WITH_OUTBOX else []),
        *(
            [
                path("dashboard/passing-time/", include("example_shop.passing_time.urls")),
                path("", include("support_plugin.urls")),
            ]
            if settings.WITH_PLUGIN
            else []
        ),
        path("", include(apps.get_app_config("oscar").urls[0])),
    ),
]
