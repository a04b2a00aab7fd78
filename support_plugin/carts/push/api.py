"""The browser's calls about notifications: it subscribes, asks whether it has, and unsubscribes."""

from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.carts.push.pages import is_offered
from support_plugin.chat.rules import no_identity
from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.rest.authentication import OwnPageAuthentication
from support_plugin.rest.views import ApiView
from support_plugin.text.language import language_of_words
from support_plugin.visitors import cookies
from support_plugin.visitors.queries import who_asks
from support_plugin.visitors.subscriptions import flows
from support_plugin.visitors.subscriptions.browser_cookie import drop_note, note_browser
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import Browser, read_browser, read_endpoint


class PushView(ApiView):
    """``push/``: for the app's own module and worker, from the shop's own pages alone; no part of the API."""

    schema = None
    authentication_classes: Any = [OwnPageAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        self.asked: HttpRequest = request._request
        self.key = cast("str | None", request.auth)
        limits.spend("push", who_asks(self.asked, self.key))

    def get(self, request: Request) -> Response:
        """Return the public keys of the caller's ``browsers``, by which each knows itself."""
        keys = get_push_keys()
        found = Subscriber.of(self.asked.user, self.key).rows.filter(key_id=keys.key_id if keys else "")
        return Response({"browsers": list(found.values_list("p256dh", flat=True))})

    def post(self, request: Request) -> Response:
        """Store ``endpoint`` and ``keys``, agreed to in ``language``, or in place of ``replaces``.

        Gives a guest's browser a key where it has none: by it the guest's cart is known.
        """
        if not is_offered():
            raise Http404
        limits.spend("subscriptions", who_asks(self.asked, self.key))
        browser = read_browser(self.data("endpoint"), self.data("keys"))
        is_new = not self.asked.user.is_authenticated and self.key is None
        replaced = self.data("replaces")
        if is_new and replaced is not None:
            # Nobody is known to have agreed.
            raise no_identity()
        key = cookies.new_key() if is_new else self.key
        stored = self.store(Subscriber.of(self.asked.user, key), browser, replaced)
        response = Response(status=201)
        note_browser(response, stored)
        if is_new and key:
            cookies.set_key(response, key)
        return response

    def store(self, who: Subscriber, browser: Browser, replaced: object) -> PushSubscription:
        """Return what is stored, or raise Refused."""
        keys = get_push_keys()
        key_id = keys.key_id if keys else ""
        if replaced is not None:
            return flows.renew(who, browser, key_id, read_endpoint(replaced))
        language = self.data("language")
        known = isinstance(language, str) and language in dict(settings.LANGUAGES)
        return flows.subscribe(who, browser, key_id, str(language) if known else language_of_words())

    def delete(self, request: Request) -> Response:
        """Forget the caller's browser of this ``endpoint``; the same answer where it was not known."""
        endpoint = read_endpoint(self.data("endpoint"))
        flows.unsubscribe(Subscriber.of(self.asked.user, self.key), endpoint)
        response = Response(status=204)
        drop_note(response)
        return response


urlpatterns = [path("push/", PushView.as_view(), name="api-push")]
