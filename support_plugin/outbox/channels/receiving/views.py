"""The address at which a provider reports what became of messages, and what people answered.

What is reported here stands in no log: it has numbers in it, and the address has the secret.
"""

import logging
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from support_plugin.errors import Refused
from support_plugin.limits import Who, address_of, spend
from support_plugin.links import site_url
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.reports.incoming import Incoming, Unreadable
from support_plugin.outbox.channels.phones.reports.readers import Reader
from support_plugin.outbox.channels.receiving.flows import take_reports
from support_plugin.outbox.channels.receiving.queries import find_reader

logger = logging.getLogger(__name__)


@csrf_exempt  # the secret in the address, and the provider's signature, say who calls
@never_cache
@sensitive_variables()
def phone_reports(request: HttpRequest, provider: str, secret: str) -> HttpResponse:
    """Take what a provider reports: 404 for an address that is none, 403 without its signature.

    Another answer than 200 has the provider report it again.
    """
    try:
        spend("phone_reports", Who(address_of(request.META)))
    except Refused as refused:
        return _plain(429, headers={"Retry-After": str(refused.retry_after)})
    found = find_reader(provider, secret)
    if found is None:
        return _plain(404)
    channel, reader = found
    if request.method not in reader.METHODS:
        return _plain(405, headers={"Allow": ", ".join(reader.METHODS)})
    incoming = _read(request, reader)
    if isinstance(incoming, HttpResponse):
        return incoming
    try:
        return _answer(channel, reader, incoming, is_get=request.method == "GET")
    except Unreadable:
        return _plain(400)
    except Exception as error:
        # Neither its text nor its values: they may have the number.
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
        logger.error("What %s reported was not stored: %s at %s", provider, type(error).__name__, place)
        return _plain(503)


@sensitive_variables()
def _answer(channel: Channel, reader: Reader, incoming: Incoming, is_get: bool) -> HttpResponse:
    challenge = reader.challenge(incoming) if is_get else None
    if challenge is not None:
        return _plain(200, challenge)
    if not reader.is_genuine(incoming):
        return _plain(403)
    reports = reader.read(incoming)
    if reports:
        take_reports(channel, reports)
    text, kind = reader.ANSWER
    return _plain(200, text, kind)


@sensitive_variables()
def _read(request: HttpRequest, reader: Reader) -> Incoming | HttpResponse:
    """Return what was sent; the answer to what is too much of it."""
    if _length_of(request) > reader.LONGEST:
        return _plain(413)
    try:
        body = request.body
    except (RequestDataTooBig, RawPostDataException, OSError):
        return _plain(413)
    if len(body) > reader.LONGEST:
        return _plain(413)
    # As the provider called it; a proxy may have changed the scheme, or the host.
    host = request.get_host()
    bases = dict.fromkeys(filter(None, (site_url(), f"https://{host}", f"http://{host}")))
    called = request.get_full_path()
    urls = tuple(f"{base}{called}" for base in bases)
    return Incoming(urls, request.headers, request.META.get("QUERY_STRING", ""), body)


def _length_of(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    # More digits than Python reads are more than anybody takes.
    return int(length[:20]) if length.isascii() and length.isdigit() else 0


def _plain(
    status: int,
    text: str = "",
    kind: str = "text/plain; charset=utf-8",
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    response = HttpResponse(text, status=status, headers=headers, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    # Django would write the path into its log, and with it the secret.
    cast(Any, response)._has_been_logged = True
    return response


urlpatterns = [path("<slug:provider>/<str:secret>/", phone_reports, name="phone-reports")]
