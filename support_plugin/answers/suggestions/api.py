"""The help centre over HTTP, for the chat's panel and other programs. Reads only, open to everybody.

What somebody types is looked up by POST, so that it stands in no address; it is not stored, logged or shown.
"""

import logging
import traceback
from typing import Any, cast

from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.answers.help_centre.links import article_url
from support_plugin.answers.help_centre.queries import find_article
from support_plugin.answers.queries import are_answers_on
from support_plugin.answers.retrieval.passages import Passage
from support_plugin.answers.suggestions.models import ShopPage
from support_plugin.answers.suggestions.queries import find_matches, find_suggested
from support_plugin.answers.suggestions.texts import suggestion_texts
from support_plugin.errors import Code, Refused
from support_plugin.preferences.texts import shop_languages
from support_plugin.rest.authentication import ReaderAuthentication
from support_plugin.rest.pages import page_json
from support_plugin.rest.refusals import one_of, wrong_fields
from support_plugin.rest.views import ApiView
from support_plugin.text.language import direction_of
from support_plugin.visitors.queries import who_asks

logger = logging.getLogger(__name__)

MAX_AGE = 60  # seconds


class AnswersView(ApiView):
    """The base: there is nothing where the admin switched answers off. Nobody needs to be known."""

    authentication_classes: Any = [ReaderAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call: for the account or the browser's key, and for the address."""
        super().initial(request, *args, **kwargs)
        # What the address does not take at all is refused first, as everywhere.
        if not are_answers_on() and hasattr(self, str(request.method).lower()):
            raise Http404
        limits.spend("answer_lookups", who_asks(request._request, cast("str | None", request.auth)))

    def language(self, given: object) -> str:
        """Return the language asked for, or else the page's; raise Refused for one that the shop has not."""
        if given is None:
            return translation.get_language() or "en"
        known = dict(shop_languages())
        if not isinstance(given, str) or given not in known:
            raise wrong_fields({"language": [one_of(known)]})
        return given


class SuggestionsView(AnswersView):
    """``GET answers/suggestions/?place=payment``: the questions that fit a place, and the panel's words."""

    def get(self, request: Request) -> Response:
        """Return up to four questions of ``place`` in ``language``."""
        place = request.query_params.get("place", "")
        if place not in ShopPage.values:
            raise wrong_fields({"place": [one_of(ShopPage.values)]})
        language = self.language(request.query_params.get("language"))
        with translation.override(language):
            items = [passage_json(passage) for passage in find_suggested(ShopPage(place), language)]
            found = {"place": place, "language": language, **page_json(items), "texts": suggestion_texts()}
        # By the shopper's language cookie: no cache between may keep it.
        return Response(found, headers={"Cache-Control": f"private, max-age={MAX_AGE}"})


class MatchesView(AnswersView):
    """``POST answers/matches/``: the articles that may answer what is being typed."""

    def post(self, request: Request) -> Response:
        """Return up to three articles for ``text``, typed on a page in ``language``."""
        text, language = self.data("text"), self.language(self.data("language"))
        if not isinstance(text, str):
            raise wrong_fields({"text": [_("Write a text.")]})
        return Response(page_json(passage_json(passage) for passage in self.find(text, language)))

    def find(self, text: str, language: str) -> tuple[Passage, ...]:
        """Return the matches; raise Refused where the search fails, which must not log what was typed."""
        try:
            return find_matches(text, language)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            # Neither the error's own words nor the frames' variables, which hold the text.
            lines = "".join(traceback.format_tb(error.__traceback__))
            logger.error("Answers could not be looked up: %s\n%s", type(error).__name__, lines)
        raise Refused(Code.UNAVAILABLE, gettext_lazy("The shop is busy. Please try again."))


class ArticleView(AnswersView):
    """``GET answers/articles/<key>/``: one article, to be read in place."""

    def get(self, request: Request, key: str) -> Response:
        """Return its text in ``language``, or in another one that it has, which the answer names."""
        language = self.language(request.query_params.get("language"))
        found = find_article(key, language)
        if found is None:
            raise Http404
        text = found.text
        about = _about(key, text.question, text.language)
        return Response({**about, "version": found.version, "answer": text.answer})


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return an article in a list."""
    return _about(passage.key, passage.question, passage.language)


def _about(key: str, question: str, language: str) -> dict[str, Any]:
    return {
        "key": key,
        "question": question,
        "language": language,
        "dir": direction_of(language),
        "url": article_url(key, language),
    }


urlpatterns = [
    path("answers/suggestions/", SuggestionsView.as_view(), name="api-suggestions"),
    path("answers/matches/", MatchesView.as_view(), name="api-matches"),
    path("answers/articles/<slug:key>/", ArticleView.as_view(), name="api-article"),
]
