"""The service worker, at an address of the shop's own: a browser takes none from another host.

Each purpose of notifications has an address of its own: a browser then has a subscription for each.
"""

from functools import cache
from pathlib import Path

from django.http import HttpResponse

# Beside the app's other scripts, which may lie on another host when it is asked for.
WORKER = Path(__file__).parents[2] / "static/support_plugin/push/worker.js"


def worker_response() -> HttpResponse:
    """Return the worker's script; its scope is the folder of its address, below which is no page."""
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(_read_worker(), content_type="text/javascript; charset=utf-8", headers=headers)


@cache
def _read_worker() -> bytes:
    return WORKER.read_bytes()
