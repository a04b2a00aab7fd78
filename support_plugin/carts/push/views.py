"""The service worker, at an address of the shop's own: a browser takes none from another host."""

from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from support_plugin.carts.push.pages import is_offered

# Beside the app's other scripts, which may lie on another host when it is asked for.
WORKER = Path(__file__).parents[2] / "static/support_plugin/push/worker.js"


@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker's script; its scope is the folder of its address, below which is no page."""
    if not is_offered():
        # Browsers that have it then stop running it.
        raise Http404
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(_read_worker(), content_type="text/javascript; charset=utf-8", headers=headers)


@cache
def _read_worker() -> bytes:
    return WORKER.read_bytes()


urlpatterns = [path("worker.js", show_worker, name="push-worker")]
