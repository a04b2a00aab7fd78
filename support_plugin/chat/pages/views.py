"""The conversation as a plain page: for browsers without JavaScript, and as the launcher's link."""

import re
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from support_plugin import limits
from support_plugin.chat import flows, queries, read_marks
from support_plugin.chat.files.uploads import UploadOwner
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.pages.forms import MessageForm
from support_plugin.chat.pages.page_now import note_cart_now
from support_plugin.chat.ratings import is_asked_about, was_answered
from support_plugin.chat.rules import no_identity
from support_plugin.chat.system_messages import open_choices, shopper_line_texts, shown_messages
from support_plugin.chat.team.assistant import assistant_notice, is_assistant_on, wait_for_answer
from support_plugin.chat.team.opening import away_text
from support_plugin.chat.unread import note_awaited
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors import cookies
from support_plugin.visitors.flows import NoIdentity, remember_visitor
from support_plugin.visitors.queries import find_visitor, who_asks


@method_decorator(never_cache, name="dispatch")
class ChatPage(FormView):
    """Shows the shopper's conversation and sends a message by an ordinary form."""

    form_class = MessageForm
    template_name = "support_plugin/chat/page.html"
    # Whether an open conversation was shown.
    is_open = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse where the admin switched the chat off; give a guest's browser its key."""
        if not get_preferences().chat_enabled:
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        if not request.user.is_authenticated and cookies.read_key(request.COOKIES) is None:
            cookies.set_key(response, cookies.new_key())
        if self.is_open:
            note_awaited(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conversation."""
        visitor = find_visitor(self.request.user, cookies.read_key(self.request.COOKIES))
        conversation = queries.latest_conversation(visitor) if visitor else None
        messages = queries.messages_after(conversation.pk, 0) if conversation else []
        if conversation and messages:
            read_marks.mark_seen(conversation, Message.Sender.SHOPPER, messages[-1].seq)
        past, earlier_count = self.read_earlier(conversation)
        self.is_open = conversation is not None and conversation.status == Conversation.Status.OPEN
        return self.form_context(
            away=away_text(),
            conversation=conversation,
            chat_messages=shown_messages([*past, *messages], shopper_line_texts()),
            earlier_count=earlier_count,
            may_rate=conversation and not self.is_open and was_answered(messages),
            asks_rating=is_asked_about(messages),
            # Each is the ``body`` of a form of its own, which needs an id of its own too.
            choices=open_choices(messages) if self.is_open else [],
            assistant=None if self.is_open else assistant_notice(),
            choice_id=uuid4(),
            is_looked_up=bool(conversation and self.is_open and conversation.assistant_due_at),
            **kwargs,
        )

    def form_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context of a page with the form."""
        return super().get_context_data(preferences=get_preferences(), **kwargs)

    def read_earlier(self, conversation: Conversation | None) -> tuple[list[Message], int | None]:
        """Return the messages of as many earlier conversations as the address asks for, and the number that
        shows one more; None where there is no other.
        """
        known = queries.earlier_conversations(conversation) if conversation else []
        asked = self.request.GET.get("earlier", "")
        count = min(int(asked), len(known)) if re.fullmatch("[0-9]{1,2}", asked) else 0
        past = [message for each in reversed(known[:count]) for message in queries.messages_after(each.pk, 0)]
        return past, count + 1 if count < len(known) else None

    def form_valid(self, form: MessageForm) -> HttpResponse:
        """Send, then show the page again; a refusal stands beside what was typed."""
        try:
            conversation = self.send(form)
        except NoIdentity:
            # The answer to this very request brings the key; the second try then works.
            form.add_error(None, no_identity().detail)
            return self.form_invalid(form)
        except Refused as refused:
            if not self.was_sent(form):
                form.add_error(None, refused.detail)
                return self.form_invalid(form)
        else:
            self.await_answer(conversation)
        return self.sent()

    def await_answer(self, conversation: Conversation) -> None:
        """Let a program's answer come, so that the page has it: without JavaScript no page finds it later."""
        if is_assistant_on():
            wait_for_answer(conversation)

    def sent(self) -> HttpResponse:
        """Show the page again."""
        return redirect("support_plugin:chat")

    def send(self, form: MessageForm) -> Conversation:
        """Store the files, then the message with them; return its conversation."""
        request = self.request
        limits.spend("conversations", Who.of(request))
        key = cookies.read_key(request.COOKIES)
        who = who_asks(request, key)
        limits.spend("messages", who)
        contents = form.check_files(who)
        # Known only if all that came is taken.
        visitor = remember_visitor(request.user, key)
        files = form.store_files(contents, UploadOwner(visitor, Message.Sender.SHOPPER))
        data = form.cleaned_data
        conversation, message = flows.start_conversation(
            visitor, data["client_id"], data["body"], attachments=files
        )
        if message.is_repeat:
            limits.give_back("messages", who)
        note_cart_now(request, conversation)
        return conversation

    def was_sent(self, form: MessageForm) -> bool:
        """Return whether a double click has sent the form already."""
        visitor = find_visitor(self.request.user, cookies.read_key(self.request.COOKIES))
        data = form.cleaned_data
        sender = Message.Sender.SHOPPER
        return visitor is not None and queries.was_sent(visitor, sender, data["client_id"], data["body"])
