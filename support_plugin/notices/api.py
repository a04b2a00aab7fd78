"""The quote over HTTP: the same figures as the notices, for the session's own cart and no other."""

from typing import Any, NoReturn

from django.urls import path
from django.utils.translation import ngettext
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ErrorDetail, Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from support_plugin.notices.destinations import Destination
from support_plugin.notices.forms import DestinationForm
from support_plugin.notices.present import present_quote, quote_for
from support_plugin.notices.serializers import ProgressAnswerSerializer, QuoteAnswerSerializer
from support_plugin.notices.slots import free_shipping
from support_plugin.preferences.queries import get_preferences
from support_plugin.signals import quote_shown


class QuotesThrottle(SimpleRateThrottle):
    """Counts by the address that the server vouches for: headers are their sender's word."""

    scope = "support_quotes"
    rate = "60/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return whose calls are counted together: an account's, or those of a guest's address."""
        who = f"user-{request.user.pk}" if request.user.is_authenticated else request.META.get("REMOTE_ADDR")
        return self.cache_format % {"scope": self.scope, "ident": who}


class QuoteView(APIView):
    """``GET quote/``: what the cart would cost, at its destination or at the one that is asked about."""

    authentication_classes = [SessionAuthentication]
    permission_classes: list[Any] = []
    renderer_classes = [JSONRenderer]
    throttle_classes = [QuotesThrottle]
    serializer_class: type = QuoteAnswerSerializer

    def get(self, request: Request) -> Response:
        """Return the quote for ``country``, ``state``, ``city`` and ``postcode`` where they are given."""
        return self.answer({"quote": self.find_quote() if get_preferences().notices_enabled else None})

    def find_quote(self) -> Any:
        """Return the quote; raise ValidationError for a destination that the shop does not know."""
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
            raise ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        return Destination(**form.cleaned_data, source="chosen")

    def answer(self, found: Any) -> Response:
        """Return the JSON, which no cache may keep."""
        return Response(self.serializer_class(found).data, headers={"Cache-Control": "private, no-store"})

    def throttled(self, request: Any, wait: float | None) -> NoReturn:
        """Say in the caller's language when to come back."""
        seconds = int(wait or 0) + 1
        text = ngettext(
            "That was a lot at once. Please try again in %(seconds)d second.",
            "That was a lot at once. Please try again in %(seconds)d seconds.",
            seconds,
        )
        refusal = Throttled(seconds)
        # Its own text would be in the language of Django REST framework's catalogue, with the seconds added.
        refusal.detail = ErrorDetail(text % {"seconds": seconds}, refusal.default_code)
        raise refusal


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
