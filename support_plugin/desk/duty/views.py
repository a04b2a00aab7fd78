"""The service worker that notifies agents. It says nothing of anybody: whoever asks for it gets it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from support_plugin.outbox.push.keys import is_configured
from support_plugin.outbox.push.worker import worker_response


@require_safe
def show_duty_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker's script."""
    if not is_configured():
        # Browsers that have it then stop running it.
        raise Http404
    return worker_response()


urlpatterns = [path("worker.js", show_duty_worker, name="duty-worker")]
