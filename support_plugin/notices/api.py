"""The quote over HTTP: the same figures as the notices, for the session's own cart and no other."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.limits import Who
from support_plugin.notices.current_quote import present_quote, quote_for
from support_plugin.notices.destination.forms import DestinationForm
from support_plugin.notices.destination.found import Destination
from support_plugin.notices.progress import free_shipping
from support_plugin.notices.serializers import ProgressAnswerSerializer, QuoteAnswerSerializer
from support_plugin.preferences.queries import get_preferences
from support_plugin.rest.refusals import wrong_fields
from support_plugin.rest.views import ApiView
from support_plugin.signals import quote_shown


class QuoteView(ApiView):
    """``GET quote/``: what the cart would cost, at its destination or at the one that is asked about."""

    serializer_class: type = QuoteAnswerSerializer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        limits.spend("quotes", Who.of(request))

    def get(self, request: Request) -> Response:
        """Return the quote for ``country``, ``state``, ``city`` and ``postcode`` where they are given."""
        return self.answer({"quote": self.find_quote() if get_preferences().notices_enabled else None})

    def find_quote(self) -> Any:
        """Return the quote; raise Refused for a destination that the shop does not know."""
        request = self.request._request
        asked = self.read_destination()
        quote = quote_for(request, asked) if asked else present_quote(request)
        if quote is not None:
            quote_shown.send_robust(sender=QuoteView, request=request, quote=quote, page="api")
        return quote

    def read_destination(self) -> Destination | None:
        """Return what the caller asks about; None for nothing."""
        given = self.request.query_params
        if not set(DestinationForm.base_fields) & set(given):
            return None
        form = DestinationForm(given)
        if not form.is_valid():
            raise wrong_fields({name: list(errors) for name, errors in form.errors.items()})
        return Destination(**form.cleaned_data, source="chosen")

    def answer(self, found: Any) -> Response:
        """Return the JSON."""
        return Response(self.serializer_class(found).data)


class ProgressView(QuoteView):
    """``GET quote/progress/``: what is missing to free shipping."""

    serializer_class = ProgressAnswerSerializer

    def get(self, request: Request) -> Response:
        """Return the gap; null where it cannot apply."""
        return self.answer({"progress": free_shipping(request._request)})


urlpatterns = [
    path("quote/", QuoteView.as_view(), name="api-quote"),
    path("quote/progress/", ProgressView.as_view(), name="api-quote-progress"),
]
