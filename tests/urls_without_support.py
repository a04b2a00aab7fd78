"""What an installer has who forgot our lines: Oscar's URLs, and an ASGI application without the socket."""

from django.apps import apps
from django.urls import include, path

urlpatterns = [path("", include(apps.get_app_config("oscar").urls[0]))]


async def application(scope, receive, send):
    """Serve nothing."""
