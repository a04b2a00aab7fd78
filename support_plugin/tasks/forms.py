"""How a task is made and finished by hand."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import from_current_timezone
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.formats.widgets import DashboardDateInput
from support_plugin.tasks.models import TEXT_LENGTH, Task

LATEST = timedelta(days=366)


class NoteField(forms.CharField):
    """A few lines in any language."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
        super().__init__(required=False, max_length=TEXT_LENGTH, widget=area, **kwargs)


class TaskForm(forms.Form):
    """What to do, until when. The hidden key makes a double click make it once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What to do"), choices=Task.Kind, initial=Task.Kind.CALL)
    text = NoteField(label=_("Note for the agent"))
    due_on = forms.DateField(label=_("Day"), widget=DashboardDateInput)
    due_time = forms.TimeField(
        label=_("Time, if it matters"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"key": uuid4(), "due_on": clock.today()}
        super().__init__(*args, **{**kwargs, "initial": first, "auto_id": "support-task-%s"})

    def clean_due_on(self) -> Any:
        """Refuse days that are over, and those far away."""
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("This day is over."))
        if day > clock.today() + LATEST:
            raise forms.ValidationError(_("Choose a day within a year."))
        return day

    @property
    def due_at(self) -> datetime:
        """When it is due; without a time, at the end of the day."""
        chosen = self.cleaned_data["due_time"] or time(23, 59)
        moment: datetime = from_current_timezone(datetime.combine(self.cleaned_data["due_on"], chosen))
        return moment


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = NoteField(label=_("What came of it"))
