"""The help centre's pages: categories, articles, search. All of them work without JavaScript."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from support_plugin import limits
from support_plugin.answers.help_centre.articles import ArticlePage, article_page
from support_plugin.answers.help_centre.feedback_cookie import (
    StoredFeedback,
    set_feedback_cookie,
    stored_feedback,
)
from support_plugin.answers.help_centre.flows import give_feedback
from support_plugin.answers.help_centre.forms import FeedbackForm
from support_plugin.answers.help_centre.heads import make_head
from support_plugin.answers.help_centre.links import category_url, help_centre_url
from support_plugin.answers.help_centre.queries import find_section, page_language, read_sections
from support_plugin.answers.help_centre.searching import Results, clean_question, search
from support_plugin.answers.queries import are_answers_on
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import shop_languages

# Articles on one page of a category.
PER_PAGE = 50
TEMPLATES = "support_plugin/answers"


class HelpPage(TemplateView):
    """The base of all of them: there is nothing where the admin switched answers off."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse where answers are off."""
        if not are_answers_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what all pages show: the search, and the way to a person."""
        kwargs.setdefault("help_url", help_centre_url())
        kwargs.setdefault("has_chat", get_preferences().chat_enabled)
        return super().get_context_data(**kwargs)


class IndexPage(HelpPage):
    """All categories; with ``?q=``, what a question finds."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the categories or the results."""
        question = clean_question(request.GET.get("q", ""))
        if not question:
            return self.render_to_response(self.get_context_data(**self.index()))
        head = make_head(request, [(_("Search"), help_centre_url())], is_indexed=False)
        try:
            limits.spend("help_searches", Who.of(request))
        except Refused as refused:
            context = {"results": Results(question), "error": refused.detail, "head": head}
            return self.render_to_response(self.get_context_data(**context), status=refused.code.status)
        results = search(question, page_language())
        return self.render_to_response(self.get_context_data(results=results, head=head))

    def get_template_names(self) -> list[str]:
        """Return the template of the categories or of the results."""
        has_question = clean_question(self.request.GET.get("q", "")) != ""
        return [f"{TEMPLATES}/{'search' if has_question else 'index'}.html"]

    def index(self) -> dict[str, Any]:
        """Return what the page with the categories shows."""
        alternates = {code: help_centre_url(code) for code, _name in shop_languages()}
        return {
            "head": make_head(self.request, alternates=alternates),
            "sections": read_sections(),
        }


class CategoryPage(HelpPage):
    """The articles of a category."""

    template_name = f"{TEMPLATES}/category.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the category with its articles; nothing is here where it has none."""
        section = find_section(self.kwargs["key"])
        if section is None:
            raise Http404
        page = Paginator(section.entries, PER_PAGE).get_page(self.request.GET.get("page"))
        path = section.url if page.number == 1 else f"{section.url}?page={page.number}"
        paths = {code: category_url(section.key, code) for code, _name in shop_languages()}
        head = make_head(self.request, [(section.name, path)], paths if page.number == 1 else None)
        return super().get_context_data(section=section, page=page, head=head, **kwargs)


class ArticlePageView(HelpPage):
    """One article, and the question whether it helped."""

    template_name = f"{TEMPLATES}/article.html"

    def page(self) -> ArticlePage:
        """Return what the page shows; nothing is here where the article is not published."""
        page = article_page(self.request, self.kwargs["key"], self.request.GET.get("language", ""))
        if page is None:
            raise Http404
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the article, and what this browser said of it."""
        page = self.page()
        given = stored_feedback(self.request.COOKIES, page.shown.version)
        initial = {"key": given.key if given else uuid4(), "version": page.shown.version}
        asks_for_comment = given is not None and not (given.is_helpful or given.has_comment)
        kwargs |= {"form": FeedbackForm(initial=initial), "asks_for_comment": asks_for_comment}
        return super().get_context_data(page=page, head=page.head, given=given, **kwargs)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Store whether it helped, and return to the page."""
        page, form = self.page(), FeedbackForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(error=_("Please try again.")), status=400)
        data = form.cleaned_data
        # What this browser has answered before is changed, whatever form is sent.
        before = stored_feedback(request.COOKIES, data["version"])
        given = StoredFeedback(
            before.key if before else data["key"],
            data["version"],
            is_helpful=data["helped"] == "yes",
            has_comment=bool(data["comment"]),
        )
        try:
            limits.spend("help_feedback", Who.of(request))
            give_feedback(
                given.key, page.shown.key, given.version, is_helpful=given.is_helpful, comment=data["comment"]
            )
        except Refused as refused:
            context = self.get_context_data(error=refused.detail)
            return self.render_to_response(context, status=refused.code.status)
        asked = "?language=" + page.shown.text.language if page.is_foreign else ""
        response = redirect(f"{page.url}{asked}#help-feedback")
        set_feedback_cookie(response, request.COOKIES, given)
        return response


urlpatterns = [
    path("", IndexPage.as_view(), name="help-centre"),
    path("category/<slug:key>/", CategoryPage.as_view(), name="help-category"),
    path("<slug:key>/", ArticlePageView.as_view(), name="help-article"),
]
