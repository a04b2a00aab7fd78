"""The service worker that notifies shoppers of the carts that they left."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from support_plugin.carts.push.pages import is_offered
from support_plugin.outbox.push.worker import worker_response


@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker's script."""
    if not is_offered():
        # Browsers that have it then stop running it.
        raise Http404
    return worker_response()


urlpatterns = [path("worker.js", show_worker, name="push-worker")]
