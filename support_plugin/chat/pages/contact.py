"""The contact page: who answers when, and a message with an address for the answer. No JavaScript needed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support_plugin.chat import queries
from support_plugin.chat.away.addresses import account_email, address_of, read_address, store_address
from support_plugin.chat.models import Conversation
from support_plugin.chat.pages.forms import MessageForm
from support_plugin.chat.pages.views import ChatPage
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.opening import away_text, is_open_now, next_opening, public_departments
from support_plugin.errors import Refused
from support_plugin.formats.dates import describe_zone
from support_plugin.hours.coming import coming_days
from support_plugin.hours.queries import get_calendar
from support_plugin.hours.words import describe_opening
from support_plugin.limits import Who
from support_plugin.visitors import cookies
from support_plugin.visitors.queries import find_visitor

# Days of hours that are shown.
DAYS_SHOWN = 7


@dataclass(frozen=True)
class Shown:
    """A department as the page shows it. ``opening``: when it is back; ``days``: [(day, hours)]."""

    title: str
    is_open: bool
    opening: str
    days: list[tuple[str, str]]


def shown_departments() -> list[Shown]:
    """Return the public departments with their coming days."""
    return [_shown(department) for department in public_departments()]


def _shown(department: Department) -> Shown:
    opens_at = next_opening(department)
    schedule = department.schedule
    calendar = get_calendar(schedule.pk) if schedule is not None else None
    days = coming_days(calendar, schedule.holidays_of, DAYS_SHOWN) if calendar and schedule else []
    opening = describe_opening(opens_at) if opens_at else ""
    return Shown(department.title, is_open_now(department), opening, days)


class ContactForm(MessageForm):
    """A message, for whom it is, and where the answer goes."""

    email = forms.CharField(
        label=gettext_lazy("Your e-mail address (optional)"),
        help_text=gettext_lazy(
            "Only for the answer: it goes there if you are not here when it comes. Otherwise you find it in "
            "the chat, in this browser."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    department = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = public_departments()
        if len(departments) < 2:
            del self.fields["department"]
        else:
            field: Any = self.fields["department"]
            named = [(str(one.pk), one.title) for one in departments]
            field.choices = [("", gettext_lazy("Something else")), *named]

    def clean_email(self) -> str:
        """Return the address; "" for none."""
        try:
            return read_address(self.cleaned_data["email"])
        except Refused as refused:
            raise ValidationError(refused.detail, code=refused.code) from None


class ContactPage(ChatPage):
    """Says honestly who is there before anybody writes; what is sent goes into the shopper's conversation."""

    form_class = ContactForm
    template_name = "support_plugin/chat/contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the hours, and where the answer would go. The conversation itself stays in the chat."""
        conversation = self.conversation()
        kwargs |= {
            "away": away_text(),
            "departments": shown_departments(),
            "zone": describe_zone(),
            "email": account_email(self.request.user),
            "stored_email": conversation.reply_email if conversation else "",
            "conversation": conversation,
        }
        return self.form_context(**kwargs)

    def conversation(self) -> Conversation | None:
        """Return the shopper's latest conversation."""
        visitor = find_visitor(self.request.user, cookies.read_key(self.request.COOKIES))
        return queries.latest_conversation(visitor) if visitor else None

    @transaction.atomic
    def send(self, form: MessageForm) -> Conversation:
        """Send the message, and store where the answer goes: both or neither."""
        conversation = super().send(form)
        email, department = form.cleaned_data.get("email"), form.cleaned_data.get("department")
        if email and not account_email(self.request.user):
            who = Who.of(self.request, conversation.visitor, mailbox=email)
            store_address(conversation, email, who)
        if department:
            # A colleague who has sorted it knows better.
            unsorted = Conversation.objects.filter(pk=conversation.pk, department=None)
            unsorted.update(department=department)
        return conversation

    def await_answer(self, conversation: Conversation) -> None:
        """Wait for nothing: whoever writes here is answered by e-mail."""

    def sent(self) -> HttpResponse:
        """Lead to the chat, which says where the answer goes."""
        conversation = self.conversation()
        to = address_of(conversation) if conversation else ""
        if to:
            messages.success(
                self.request, _("Thank you. We answer in the chat, and by e-mail if you are away.")
            )
        else:
            messages.success(self.request, _("Thank you. You find our answer in the chat, in this browser."))
        return redirect("support_plugin:chat")


urlpatterns = [path("", ContactPage.as_view(), name="contact")]
