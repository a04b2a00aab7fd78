"""What the team's numbers are narrowed down by."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.reports.forms import ANY, PeriodForm
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.team.models import Agent, Department
from support_plugin.desk.reports.queries import Filters
from support_plugin.text.language import language_choices


class NumbersForm(PeriodForm):
    """All fields are optional; errors are shown at their fields, and the page shows the usual time."""

    department = forms.ModelChoiceField(
        label=_("Department"), required=False, queryset=Department.objects.none(), empty_label=_("All")
    )
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["department"].queryset = Department.objects.all()
        users = get_user_model()._default_manager.filter(pk__in=Agent.objects.values("pk"))
        fields["agent"].choices = [ANY, *((str(user.pk), agent_name(user)) for user in users)]
        fields["language"].choices = [ANY, *language_choices()]
        for field in fields.values():
            field.widget.attrs["class"] = "desk-field"

    def filters(self) -> Filters:
        """Return what to look for; without errors in the form, all that was chosen."""
        chosen = {} if not self.is_valid() else self.cleaned_data
        names = ("department", "agent", "language")
        return Filters(*self.days(), **{name: chosen[name] for name in names if chosen.get(name)})
