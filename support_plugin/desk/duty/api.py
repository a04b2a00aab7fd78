"""The calls of an agent's browser about notifications: it subscribes, asks whether it has, unsubscribes."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.chat.access import Caller
from support_plugin.chat.rules import agents_only
from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.rest.authentication import OwnPageAuthentication
from support_plugin.rest.views import ApiView
from support_plugin.text.language import language_of_words
from support_plugin.visitors.queries import who_asks
from support_plugin.visitors.subscriptions import flows
from support_plugin.visitors.subscriptions.browser_cookie import Purpose, drop_note, note_browser
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import read_browser, read_endpoint


class DutyView(ApiView):
    """``duty/``: for the app's own module and worker, from the shop's own pages alone; no part of the API.

    For agents alone, each about their own account.
    """

    schema = None
    authentication_classes: Any = [OwnPageAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call, and refuse everybody else."""
        super().initial(request, *args, **kwargs)
        self.asked: HttpRequest = request._request
        limits.spend("push", who_asks(self.asked, None))
        # A method that it does not take is refused as such, whoever asks.
        if hasattr(self, (request.method or "").lower()) and not Caller(self.asked.user, None).is_agent:
            raise agents_only()
        self.agent = Subscriber(self.asked.user.pk, purpose=Purpose.DUTY)

    def get(self, request: Request) -> Response:
        """Return the public keys of the caller's ``browsers``, by which each knows itself."""
        keys = get_push_keys()
        found = self.agent.rows.filter(key_id=keys.key_id if keys else "")
        return Response({"browsers": list(found.values_list("p256dh", flat=True))})

    def post(self, request: Request) -> Response:
        """Store ``endpoint`` and ``keys``, agreed to in ``language``, or in place of ``replaces``."""
        keys = get_push_keys()
        if keys is None:
            raise Http404
        limits.spend("subscriptions", who_asks(self.asked, None))
        browser = read_browser(self.data("endpoint"), self.data("keys"))
        replaced, language = self.data("replaces"), self.data("language")
        if replaced is not None:
            stored = flows.renew(self.agent, browser, keys.key_id, read_endpoint(replaced))
        else:
            known = isinstance(language, str) and language in dict(settings.LANGUAGES)
            chosen = str(language) if known else language_of_words()
            stored = flows.subscribe(self.agent, browser, keys.key_id, chosen)
        response = Response(status=201)
        note_browser(response, stored)
        return response

    def delete(self, request: Request) -> Response:
        """Forget the caller's browser of this ``endpoint``; the same answer where it was not known."""
        flows.unsubscribe(self.agent, read_endpoint(self.data("endpoint")))
        response = Response(status=204)
        drop_note(response, Purpose.DUTY)
        return response


urlpatterns = [path("duty/", DutyView.as_view(), name="api-duty")]
