"""Where the link in a mailed answer leads: to the chat in the shopper's browser; elsewhere, to a proof.

Opening it changes nothing, whoever opens it: programs that scan e-mails open every link.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from support_plugin import limits
from support_plugin.chat import flows, queries, ratings, read_marks
from support_plugin.chat.access import Caller
from support_plugin.chat.away import proof
from support_plugin.chat.away.links import read_answer_key, read_rating_key
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.pages.forms import MessageForm
from support_plugin.chat.system_messages import shopper_line_texts, shown_messages
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors import cookies

TEMPLATES = "support_plugin/chat/away"


@method_decorator(never_cache, name="dispatch")
class AnswerPage(View):
    """The conversation that an e-mail is about, for whoever proves to be its shopper."""

    mail: ConversationMail
    conversation: Conversation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the conversation; send its shopper on, and an account's to the log-in."""
        mail = read_answer_key(kwargs["key"])
        if mail is None or not get_preferences().chat_enabled:
            return self.show("gone", 404)
        self.mail, self.conversation = mail, mail.conversation
        visitor = Caller(request.user, cookies.read_key(request.COOKIES)).visitor
        if visitor is not None and visitor.pk == self.conversation.visitor_id:
            return redirect(_chat_with(self.conversation))
        if self.conversation.visitor.user_id is not None:
            query = urlencode({"next": request.path})
            return self.show("log_in", 403, login_url=f"{reverse('customer:login')}?{query}")
        return super().dispatch(request, *args, **kwargs)

    def show(self, step: str, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page that says what comes next, and nothing of the conversation."""
        context |= {"name": get_preferences().name, "step": step}
        return render(self.request, f"{TEMPLATES}/proof.html", context, status=status)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show the conversation where the mailbox is proved, else ask for the proof."""
        if not proof.is_proved(request, self.conversation):
            return self.show("ask")
        return self.show_conversation(MessageForm())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Send a code, take one, or take a message of somebody who has proved the mailbox."""
        try:
            if "code" in request.POST:
                return self.take_code(request.POST["code"])
            if proof.is_proved(request, self.conversation):
                return self.take_message()
            proof.send_code(self.mail, Who.of(request))
        except Refused as refused:
            return self.show("ask", 429 if refused.code == "too_many" else 400, error=refused.detail)
        return self.show("code")

    def take_code(self, typed: str) -> HttpResponse:
        """Let this browser in with the right code."""
        # Guesses by many links of one conversation count together, too.
        limits.spend("reply_guesses", Who.of(self.request, self.conversation.visitor))
        if not proof.is_right_code(self.mail, typed):
            return self.show("code", 400, error=_("This code is not right, or too old. Please try again."))
        response = redirect(self.request.path)
        proof.set_proof(response, self.conversation)
        return response

    def take_message(self) -> HttpResponse:
        """Store what the shopper writes."""
        form = MessageForm(self.request.POST)
        if not form.is_valid():
            return self.show_conversation(form)
        try:
            limits.spend("messages", Who.of(self.request, self.conversation.visitor))
            data = form.cleaned_data
            flows.send_message(self.conversation, Message.Sender.SHOPPER, data["client_id"], data["body"])
        except Refused as refused:
            form.add_error(None, refused.detail)
            return self.show_conversation(form)
        return redirect(self.request.path)

    def show_conversation(self, form: MessageForm) -> HttpResponse:
        """Return the plain page of the chat, without what only the shopper's own browser may do."""
        found = queries.messages_after(self.conversation.pk, 0)
        if found:
            read_marks.mark_seen(self.conversation, Message.Sender.SHOPPER, found[-1].seq)
        form.accept = ""
        context = {
            "preferences": get_preferences(),
            "chat_messages": [_without_files(one) for one in shown_messages(found, shopper_line_texts())],
            "form": form,
        }
        return render(self.request, "support_plugin/chat/page.html", context)


def _without_files(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message with its files' names alone: they are given to the shopper's own browser only."""
    names = [f"[{file['name']}]" for file in message["attachments"]]
    return {**message, "body": "\n".join(filter(None, [message["body"], *names])), "attachments": []}


def _chat_with(conversation: Conversation) -> str:
    """Return the address of the chat's page that shows a conversation, the present one or an earlier one."""
    address = reverse("support_plugin:chat")
    latest = queries.latest_conversation(conversation.visitor)
    if latest is not None and latest.pk != conversation.pk:
        earlier = [one.pk for one in queries.earlier_conversations(latest)]
        if conversation.pk in earlier:
            return f"{address}?earlier={earlier.index(conversation.pk) + 1}"
    return f"{address}#newest"


@method_decorator(never_cache, name="dispatch")
class MailedRatingPage(View):
    """The question how a conversation was, for whoever got the e-mail. Nothing of it is shown."""

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page."""
        context |= {"name": get_preferences().name}
        return render(self.request, f"{TEMPLATES}/rate.html", context, status=status)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show the form; ``?rating=`` only fills it in."""
        conversation = read_rating_key(key)
        if conversation is None:
            return self.show(404)
        chosen = conversation.rating or request.GET.get("rating", "")
        return self.show(is_asked=True, chosen=chosen)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Store the rating."""
        conversation = read_rating_key(key)
        if conversation is None:
            return self.show(404)
        try:
            limits.spend("reply_guesses", Who.of(request))
            rating = ratings.clean_rating(request.POST.get("rating"))
            comment = ratings.clean_comment(request.POST.get("comment"))
            ratings.rate_conversation(conversation, rating, comment)
        except Refused as refused:
            return self.show(400, is_asked=True, error=refused.detail, chosen=request.POST.get("rating"))
        messages.success(request, _("Thank you for your rating."))
        return self.show()


urlpatterns = [
    path("answer/<str:key>/", AnswerPage.as_view(), name="chat-answer"),
    path("rate/<str:key>/", MailedRatingPage.as_view(), name="chat-rate-mailed"),
]
