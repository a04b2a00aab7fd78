"""The page on which agents merge a conversation, or its shopper, with another, and undo it."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from support_plugin.chat import queries
from support_plugin.chat.access import Caller
from support_plugin.chat.merging import flows
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.merging.queries import may_merge, merges_of
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import agent_name, shopper_name
from support_plugin.desk.access import OneConversation
from support_plugin.errors import Refused

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class MergeForm(forms.Form):
    """With what to merge: the address of another conversation in the desk, or its number."""

    other = forms.CharField(label=_("Address of the other conversation in the desk"), max_length=500)

    def clean_other(self) -> str:
        """Return the conversation's public id."""
        found = _ID.findall(self.cleaned_data["other"].lower())
        if not found:
            raise forms.ValidationError(_("Copy the address of the other conversation, and paste it here."))
        return str(found[-1])


class MergePage(OneConversation):
    """A page for agents who may merge; nobody does in a conversation of their own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse agents without the permission."""
        if self.test_func():
            if not may_merge(request.user):
                raise PermissionDenied
            if self.found[1] != Message.Sender.AGENT:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def conversation(self) -> Conversation:
        """The one in the address."""
        return self.found[0]


class DeskMergeView(MergePage, FormView):
    """``GET``: what can be merged, and what was. ``POST``: merges."""

    form_class = MergeForm
    template_name = "support_plugin/desk/merge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the shopper's other conversations, and the merges that can be undone."""
        conversation = self.conversation
        merges = merges_of(conversation)
        return super().get_context_data(
            conversation=conversation,
            shopper=shopper_name(conversation),
            others=[one for one in queries.earlier_conversations(conversation) if one.merged_into_id is None],
            merges=[{"merge": merge, "by": agent_name(merge.by)} for merge in merges],
            **kwargs,
        )

    def form_valid(self, form: MergeForm) -> HttpResponse:
        """Merge, and show what was done; a refusal stands at the form."""
        try:
            other, role = Caller(self.request.user, None).get_conversation(form.cleaned_data["other"])
            if role != Message.Sender.AGENT:
                raise Http404
            flows.merge(self.conversation, other, self.request.user)
        except Refused as refused:
            form.add_error("other", str(refused.detail))
            return self.form_invalid(form)
        return redirect("support_plugin:desk-merge", self.conversation.public_id)


class DeskUndoView(DeskMergeView):
    """``POST``: undoes a merge."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID, merge: int) -> HttpResponse:
        """Give back what was merged; a refusal stands at the form."""
        found = Merge.objects.filter(pk=merge, kept=self.conversation.visitor_id).first()
        if found is None:
            raise Http404
        try:
            flows.undo_merge(found, request.user)
        except Refused as refused:
            form = MergeForm({"other": ""})
            form.errors.clear()
            form.add_error(None, str(refused.detail))
            return self.form_invalid(form)
        return redirect("support_plugin:desk-merge", public_id)


urlpatterns: list[Any] = [
    path("<uuid:public_id>/merge/", DeskMergeView.as_view(), name="desk-merge"),
    path("<uuid:public_id>/merge/<int:merge>/undo/", DeskUndoView.as_view(), name="desk-undo-merge"),
]
