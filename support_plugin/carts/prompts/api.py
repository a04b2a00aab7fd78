"""The browser's calls about prompts: it shows one, the shopper dismisses it, or replies."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import clock, limits
from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.prompts import flows
from support_plugin.carts.prompts.models import PromptShown
from support_plugin.carts.prompts.queries import Person
from support_plugin.chat import rules
from support_plugin.chat.team.opening import away_text
from support_plugin.chat.transcripts.mails import read_zone
from support_plugin.errors import Code, Refused
from support_plugin.rest.authentication import OwnPageAuthentication
from support_plugin.rest.views import ApiView
from support_plugin.shop.carts import present_cart
from support_plugin.visitors import cookies
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.arms.queries import holdout_percent
from support_plugin.visitors.flows import NoIdentity, remember_visitor
from support_plugin.visitors.queries import who_asks

MOST_RULES = 2**31


class PromptView(ApiView):
    """For the app's own module, from the shop's own pages alone; no part of the API."""

    schema = None
    authentication_classes: Any = [OwnPageAuthentication]
    policy = "hesitations"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        self.asked: HttpRequest = request._request
        self.key = cast("str | None", request.auth)
        limits.spend(self.policy, who_asks(self.asked, self.key))

    def own(self, public_id: UUID) -> PromptShown:
        """Return what the caller was shown, or raise Refused."""
        return flows.find_shown(public_id, Person.of(self.asked.user, self.key))


class ShownView(PromptView):
    """``POST prompts/``: the browser is about to show a prompt, and asks whether it still may."""

    def post(self, request: Request) -> Response:
        """Store that ``rule``'s prompt is shown on ``page``; return its ``id``, or null.

        ``away`` says when somebody is back, in the browser's ``time_zone``, or null while somebody is there.
        Gives a guest's browser a key: by it the caps hold.
        """
        offered, client_id = self.offered(), rules.clean_id(self.data("client_id"))
        is_new = not self.asked.user.is_authenticated and self.key is None
        key = cookies.new_key() if is_new else self.key
        shown = flows.show_prompt(self.asked, offered, client_id, key)
        found = {"id": str(shown.public_id), "away": self.away()} if shown else {"id": None}
        response = Response(found, status=201 if shown else 200)
        # Those held out for comparison need one too: by it they stay so.
        if is_new and key and (shown is not None or holdout_percent(Capability.PROMPTS)):
            cookies.set_key(response, key)
        return response

    def away(self) -> str | None:
        """Return what the chat itself says while nobody is there."""
        with clock.use_zone(read_zone(self.data("time_zone"))):
            return away_text() or None

    def offered(self) -> flows.Offered:
        """Return what the browser was given, or raise Refused."""
        rule, kind, page, version = (self.data(name) for name in ("rule", "kind", "page", "version"))
        is_number = isinstance(rule, int) and not isinstance(rule, bool) and 0 < rule < MOST_RULES
        is_known = kind in ("", *Kind.values) and page in Page.values and isinstance(version, str)
        if not is_number or not is_known:
            raise Refused(Code.INVALID, _("This could not be read. Please reload the page."))
        return flows.Offered(cast(int, rule), str(kind), Page(str(page)), str(version))


class DismissedView(PromptView):
    """``POST prompts/<id>/dismissed/``: no help now, thank you."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store it."""
        flows.dismiss_prompt(self.own(public_id))
        return Response(status=204)


class RepliesView(PromptView):
    """``POST prompts/<id>/replies/``: the conversation begins."""

    policy = "messages"

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store ``reply``, offered or empty, under ``client_id``; ``page`` is the page's path."""
        shown = self.own(public_id)
        client_id, reply, page = rules.clean_id(self.data("client_id")), self.data("reply"), self.data("page")
        if reply is not None and not isinstance(reply, str):
            raise flows.not_offered()
        limits.spend("conversations", limits.Who.of(self.asked))
        try:
            visitor = remember_visitor(self.asked.user, self.key)
        except NoIdentity:
            raise rules.no_identity() from None
        path = page if isinstance(page, str) else ""
        cart = present_cart(self.asked)
        conversation = flows.reply_to_prompt(shown, visitor, client_id, reply or "", path, cart)
        return Response({"conversation": str(conversation.public_id)}, status=201)


urlpatterns = [
    path("prompts/", ShownView.as_view(), name="api-prompts"),
    path("prompts/<uuid:public_id>/dismissed/", DismissedView.as_view(), name="api-prompt-dismissed"),
    path("prompts/<uuid:public_id>/replies/", RepliesView.as_view(), name="api-prompt-replies"),
]
