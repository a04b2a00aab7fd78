"""The agents' pages in Oscar's dashboard."""

from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import UserPassesTestMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from support_plugin.adapters import get_adapter
from support_plugin.chat import flows, queries
from support_plugin.chat.access import Caller
from support_plugin.chat.files.uploads import Place
from support_plugin.chat.models import Conversation, Message
from support_plugin.desk.display import desk_context
from support_plugin.desk.forms import AnswerForm, SearchForm
from support_plugin.desk.search import find_groups, is_incomplete, unsearched
from support_plugin.desk.texts import closed, contents_deleted, own_conversation
from support_plugin.errors import Refused
from support_plugin.limits import Who


@method_decorator(never_cache, name="dispatch")
class AgentRequired(UserPassesTestMixin, View):
    """Lets agents in: strangers are asked to log in, users without the right are refused (403)."""

    login_url = reverse_lazy("dashboard:login")

    def test_func(self) -> bool:
        """Ask the adapter."""
        return get_adapter().is_agent(self.request.user)


class OneConversation(AgentRequired):
    """A page about the conversation in the address."""

    @cached_property
    def found(self) -> tuple[Conversation, Message.Sender]:
        """The conversation and the agent's side in it: in a conversation of their own, the shopper's."""
        try:
            return Caller(self.request.user, None).get_conversation(self.kwargs["public_id"])
        except Refused:
            raise Http404 from None


class DeskView(AgentRequired, TemplateView):
    """Who waits."""

    template_name = "support_plugin/desk/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the queue."""
        return super().get_context_data(**desk_context(self.request), **kwargs)


# Not in one transaction, where a shop has ATOMIC_REQUESTS: the messages of the last minutes are folded first.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class DeskSearchView(AgentRequired, TemplateView):
    """Conversations, customers, orders and products that hold some words, however these are spelt."""

    template_name = "support_plugin/desk/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found, or why nothing was looked for."""
        form = SearchForm(self.request.GET or None)
        groups = []
        if form.is_valid():
            groups = find_groups(self.request.user, form.cleaned_data["q"], self.request.GET.get("in", ""))
        return super().get_context_data(
            form=form,
            query=self.request.GET.get("q", ""),
            groups=groups,
            nothing=bool(groups) and not any(group.hits for group in groups),
            unsearched=unsearched(self.request.user),
            incomplete=bool(groups) and is_incomplete(),
            **kwargs,
        )


class DeskConversationView(OneConversation, FormView):
    """Who waits, one conversation, and a reply by an ordinary form."""

    form_class = AnswerForm
    template_name = "support_plugin/desk/desk.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Keep the fields' ids apart from those of the dashboard."""
        return {**super().get_form_kwargs(), "auto_id": "support-desk-%s"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the whole thread, which the agent has then seen."""
        conversation, role = self.found
        messages = queries.messages_after(conversation.pk, 0, limit=max(1, conversation.last_seq))
        if messages:
            flows.mark_seen(conversation, role, messages[-1].seq)
        notice = closed() if conversation.status == Conversation.Status.CLOSED else ""
        if conversation.deleted_at:
            notice = contents_deleted()
        if role == Message.Sender.SHOPPER:
            notice = own_conversation()
        context = desk_context(self.request, conversation, messages)
        return super().get_context_data(**context, notice=notice, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        """Send, then show the page again; a refusal stands beside what was typed."""
        try:
            self.send(form)
        except Refused as refused:
            if not self.was_sent(form):
                form.add_error(None, refused.detail)
                return self.form_invalid(form)
        return redirect("support_plugin:desk-conversation", self.found[0].public_id)

    def send(self, form: AnswerForm) -> None:
        """Send as the shop, which no one does in a conversation of their own."""
        conversation, role = self.found
        if role != Message.Sender.AGENT:
            raise Refused("invalid", own_conversation())
        agent, data = self.request.user, form.cleaned_data
        place = Place(conversation.visitor, role, conversation, agent)
        files = form.store_files(form.check_files(Who.of(self.request), conversation), place)
        flows.send_message(conversation, role, data["client_id"], data["body"], agent, files, data["choices"])

    def was_sent(self, form: AnswerForm) -> bool:
        """Return whether a double click has sent the form already."""
        (conversation, role), data = self.found, form.cleaned_data
        return queries.was_sent(conversation.visitor, role, data["client_id"], data["body"], data["choices"])


class DeskCloseView(OneConversation):
    """``POST``: closes a conversation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Close it and show it as closed."""
        conversation, role = self.found
        flows.close_conversation(conversation, role, request.user if role == Message.Sender.AGENT else None)
        return redirect("support_plugin:desk-conversation", public_id)


urlpatterns: list[Any] = [
    path("", DeskView.as_view(), name="desk"),
    path("search/", DeskSearchView.as_view(), name="desk-search"),
    path("<uuid:public_id>/", DeskConversationView.as_view(), name="desk-conversation"),
    path("<uuid:public_id>/close/", DeskCloseView.as_view(), name="desk-close"),
]
