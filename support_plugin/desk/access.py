"""Who is let into the agents' pages."""

from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import Http404
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache

from support_plugin.adapters import get_adapter
from support_plugin.chat.access import Caller
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.people import SUPERVISE
from support_plugin.desk.texts import own_conversation
from support_plugin.errors import Refused


@method_decorator(never_cache, name="dispatch")
class AgentRequired(UserPassesTestMixin, View):
    """Lets agents in: strangers are asked to log in, users without the right are refused (403)."""

    login_url = reverse_lazy("dashboard:login")

    def test_func(self) -> bool:
        """Ask the adapter."""
        return get_adapter().is_agent(self.request.user)


class SupervisorRequired(AgentRequired):
    """Lets agents in who may watch over the others: these pages lead into conversations."""

    def test_func(self) -> bool:
        """Ask for the right, too."""
        return bool(super().test_func() and self.request.user.has_perm(SUPERVISE))


class OneConversation(AgentRequired):
    """A page about the conversation in the address."""

    @cached_property
    def found(self) -> tuple[Conversation, Message.Sender]:
        """The conversation and the agent's side in it: in a conversation of their own, the shopper's."""
        try:
            return Caller(self.request.user, None).get_conversation(self.kwargs["public_id"])
        except Refused:
            raise Http404 from None

    def served(self) -> Conversation:
        """Return the conversation; raise Refused where the agent is its shopper, whom a colleague answers."""
        conversation, role = self.found
        if role != Message.Sender.AGENT:
            raise Refused("invalid", own_conversation())
        return conversation
