"""What is served: one page, and the chat's socket."""

from django.core.asgi import get_asgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

from support_plugin.asgi import with_support
from support_plugin.limits import address_of


def caller(request: HttpRequest) -> JsonResponse:
    """Return the caller's address and the page's origin."""
    origin = f"{request.scheme}://{request.get_host()}"
    return JsonResponse({"address": address_of(request.META), "origin": origin})


urlpatterns = [path("caller/", caller)]
application = with_support(get_asgi_application())
