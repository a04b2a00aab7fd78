"""The carts' calls for browsers: a shopper seems to hesitate, or types a contact."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.carts.circumstances import device_of
from support_plugin.carts.hesitation.flows import note_hesitation
from support_plugin.carts.hesitation.pages import is_noticed
from support_plugin.carts.hesitation.rules import read_occasion
from support_plugin.carts.prompts.choosing import choose_prompt
from support_plugin.carts.queue_reasons import weigh_shopper_of
from support_plugin.carts.typed_contacts import note_typed, read_number
from support_plugin.errors import Code, Refused
from support_plugin.guests.early_contact_field import is_shown, read_contact
from support_plugin.rest.authentication import OwnPageAuthentication
from support_plugin.rest.views import ApiView
from support_plugin.shop.carts import present_cart
from support_plugin.visitors.queries import who_asks


class HesitationsView(ApiView):
    """``POST hesitations/``: one beacon for each hesitation, from the shop's own pages alone."""

    # For the app's own module; no part of the API.
    schema = None
    authentication_classes: Any = [OwnPageAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        limits.spend("hesitations", who_asks(request._request, cast("str | None", request.auth)))

    def post(self, request: Request) -> Response:
        """Store ``kind`` and ``page`` for the browser's own cart; return the ``prompt`` to show, or null."""
        occasion = read_occasion(self.data("kind"), self.data("page"))
        if occasion is None:
            raise Refused(Code.INVALID, _("This could not be read. Please reload the page."))
        asked: HttpRequest = request._request
        if not is_noticed(asked):
            return Response({"prompt": None})
        cart = present_cart(asked)
        # Without a cart nothing can be lost yet.
        if not cart.is_empty and note_hesitation(cart.pk, occasion, get_language() or "", device_of(asked)):
            weigh_shopper_of(cart.pk)
        prompt = choose_prompt(asked, occasion)
        return Response({"prompt": prompt.as_json() if prompt else None})


class TypedContactsView(ApiView):
    """``POST typed-contacts/``: a guest has left the field of the prompt, or changed the box beside it."""

    # For the app's own module; no part of the API.
    schema = None
    authentication_classes: Any = [OwnPageAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        limits.spend("typed_contacts", who_asks(request._request, cast("str | None", request.auth)))

    def post(self, request: Request) -> Response:
        """Keep ``contact`` ("" forgets it) with the browser's own cart; return whether it was ``noted``.

        ``words`` is the hash of the sentence beside the field, without which nothing is kept; ``consent`` the
        ticked box's value, "" for an empty one; ``number`` the browser's time in milliseconds.
        """
        contact, words, consent = (str(self.data(name) or "") for name in ("contact", "words", "consent"))
        number = read_number(self.data("number"))
        if number is None or not is_shown(words):
            raise Refused(Code.INVALID, _("This could not be read. Please reload the page."))
        asked: HttpRequest = request._request
        cart = None if asked.user.is_authenticated else present_cart(asked)
        if cart is None or cart.is_empty:
            return Response({"noted": False})
        return Response({"noted": note_typed(asked, cart.pk, read_contact(contact), consent, number)})


urlpatterns = [
    path("hesitations/", HesitationsView.as_view(), name="api-hesitations"),
    path("typed-contacts/", TypedContactsView.as_view(), name="api-typed-contacts"),
]
