import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from support_plugin.formats.quick_widgets import quicken_widgets

FLAT = [("", "---"), ("IR-23", "تهران"), ("<b>", "a & b"), (7, mark_safe("<i>7</i>")), (None, 1234)]
GROUPED = [
    ("", gettext_lazy("Province")),
    ('ایران & "x"', [("IR-23", "تهران"), ("IR-10", "اصفهان")]),
    ("DE", [("b", "B")]),
]
ATTRIBUTES = {"class": 'x"y', "data-a": 5, "hidden": True, "b": False}


class Form(forms.Form):
    flat = forms.ChoiceField(choices=FLAT, required=False)
    grouped = forms.ChoiceField(choices=GROUPED, widget=forms.Select(attrs=ATTRIBUTES))
    text = forms.CharField(initial="a<b", max_length=5, required=False)
    mail = forms.EmailField(required=False)
    number = forms.IntegerField(required=False, min_value=3)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    secret = forms.CharField(widget=forms.PasswordInput)
    several = forms.MultipleChoiceField(choices=FLAT)


def html_of(field):
    # Django leaves blank lines.
    return " ".join(str(field).split())


ODD = {"flat": "<b>", "grouped": "nothing", "number": 1234, "hidden": "ü", "text": 0}


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("values", [{}, {"flat": "IR-23", "grouped": "IR-10"}, ODD])
def test_a_widget_looks_as_django_makes_it(language, values):
    with override(language):
        plain, quick = Form(initial=values), Form(initial=values)
        quicken_widgets(quick)
        assert [html_of(field) for field in quick] == [html_of(field) for field in plain]


def test_a_bound_form_keeps_what_was_chosen():
    plain, quick = (Form({"flat": "7", "grouped": "b"}) for _ in range(2))
    quicken_widgets(quick)
    assert html_of(quick["flat"]) == html_of(plain["flat"])
    assert 'value="7" selected' in str(quick["flat"])


def test_a_project_with_templates_of_its_own_for_widgets_keeps_them():
    form = Form(renderer=TemplatesSetting())
    quicken_widgets(form)
    assert "_render" not in vars(form.fields["flat"].widget)
