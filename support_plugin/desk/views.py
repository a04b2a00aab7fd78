"""The agents' pages in Oscar's dashboard."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView

from support_plugin.chat import flows, queries, read_marks
from support_plugin.chat.files.uploads import UploadOwner
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.flows import mark_mentions_read
from support_plugin.chat.side_panel.flows import open_panel
from support_plugin.chat.team.people import SUPERVISE
from support_plugin.desk.access import AgentRequired, OneConversation
from support_plugin.desk.display import desk_context
from support_plugin.desk.forms import AnswerForm, SearchForm
from support_plugin.desk.merging.parts import parts_context
from support_plugin.desk.notes import shown_notes
from support_plugin.desk.search import find_groups, is_incomplete, unsearched
from support_plugin.desk.texts import closed, contents_deleted, own_conversation
from support_plugin.errors import Refused
from support_plugin.limits import Who


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

    @property
    def is_watching(self) -> bool:
        """Whether a supervisor only reads along."""
        return "watch" in self.request.GET and bool(self.request.user.has_perm(SUPERVISE))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Keep the fields' ids apart from those of the dashboard."""
        return {**super().get_form_kwargs(), "auto_id": "support-desk-%s"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the whole thread, which the agent has then seen."""
        conversation, role = self.found
        messages = queries.messages_after(conversation.pk, 0, limit=max(1, conversation.last_seq))
        # A supervisor who reads along has not read it for the agents.
        if messages and not self.is_watching:
            read_marks.mark_seen(conversation, role, messages[-1].seq)
        notice = closed() if conversation.status == Conversation.Status.CLOSED else ""
        if conversation.deleted_at:
            notice = contents_deleted()
        notes: list[dict[str, Any]] = []
        if role == Message.Sender.SHOPPER:
            notice = own_conversation()
        else:
            notes = shown_notes(conversation, self.request.user)
            mark_mentions_read(conversation, self.request.user)
        context = desk_context(self.request, conversation, messages, notes)
        context |= parts_context(self.request, conversation, role)
        context["desk_data"]["watches"] = context["is_watching"] = self.is_watching
        context["panel"] = (
            open_panel(conversation, self.request.user) if role == Message.Sender.AGENT else None
        )
        return super().get_context_data(**context, notice=notice, note_id=uuid4(), **kwargs)

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
        conversation, role = self.served(), Message.Sender.AGENT
        agent, data = self.request.user, form.cleaned_data
        place = UploadOwner(conversation.visitor, role, conversation, agent)
        files = form.store_files(form.check_files(Who.of(self.request), conversation), place)
        flows.send_message(conversation, role, data["client_id"], data["body"], agent, files, data["choices"])

    def render_refusal(self, **shown: Any) -> HttpResponse:
        """Return the page after another form of it was refused; the answer's is as it is in the beginning."""
        form = self.form_class(**{**self.get_form_kwargs(), "data": None, "files": None})
        return self.render_to_response(self.get_context_data(form=form, **shown))

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
