"""Date fields in the reader's calendar: on the app's admin pages, and in Oscar's forms."""

import json
import re
from datetime import date, datetime, time

import pytest
from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_class
from oscar.forms.widgets import DatePickerInput, DateTimePickerInput

from support_plugin.formats.widgets import DashboardDateInput, ReadersDateInput, ReadersTimeInput
from support_plugin.models import Badge, Holiday, NoticeSettings

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = date(2026, 11, 25)


class DayForm(forms.Form):
    """A field of each kind."""

    ours = forms.DateField(widget=ReadersDateInput, help_text="The last day.")
    oscars = forms.DateField(widget=DatePickerInput, required=False)
    moment = forms.DateTimeField(widget=DateTimePickerInput, required=False)
    hour = forms.TimeField(widget=ReadersTimeInput, required=False, help_text="Until when.")
    plain_hour = forms.TimeField(widget=ReadersTimeInput, required=False)


def typed(language="fa", **data):
    with translation.override(language):
        form = DayForm(data)
        form.is_valid()
        return form, str(form)


@pytest.mark.parametrize("text", ["۱۴۰۵/۹/۴", "4 آذر 1405", "2026-11-25", "۲۵ نوامبر ۲۰۲۶"])
def test_a_persian_reader_types_as_usual(text):
    form, _page = typed(ours=text, oscars=text, moment=f"{text} ۱۴:۰۵")
    assert form.cleaned_data["ours"] == form.cleaned_data["oscars"] == DAY
    assert timezone.make_naive(form.cleaned_data["moment"]) == datetime(2026, 11, 25, 14, 5)


def test_fields_show_the_readers_calendar():
    with translation.override("fa"):
        page = str(
            DayForm(initial={"ours": DAY, "oscars": DAY, "moment": datetime(2026, 11, 25, 23, 59, 59)})
        )
    assert page.count('value="۱۴۰۵/۰۹/۰۴"') == 2
    assert page.count('value="۱۴۰۵/۰۹/۰۴ ۲۳:۵۹:۵۹"') == 1
    assert "oscarWidget" not in page
    assert "vDateField" not in page
    assert "inputmask" not in page


def test_what_was_typed_stays_and_is_refused_with_the_reason():
    form, page = typed(ours="۱۴۰۴/۱۲/۳۰", oscars="30 اسفند 1404", moment="۱۴۰۵/۹/۴ ۲۵:۰۰")
    assert form.errors["ours"] == form.errors["oscars"] == ["اسفند ۱۴۰۴ فقط ۲۹ روز دارد."]
    assert form.errors["moment"] == ["زمان را مانند ۱۴:۰۵ بنویسید."]
    for text in ("۱۴۰۴/۱۲/۳۰", "30 اسفند 1404", "۱۴۰۵/۹/۴ ۲۵:۰۰"):
        assert f'value="{text}"' in page


def test_what_was_typed_is_escaped():
    _form, page = typed(ours='"><script>')
    assert "<script>" not in page


def test_a_day_typed_in_words_is_shown_again_in_numbers():
    _form, page = typed(ours="4 آذر 1405", moment="not")
    assert 'value="۱۴۰۵/۰۹/۰۴"' in page


def test_a_field_that_was_left_alone_has_not_changed():
    with translation.override("fa"):
        form = DayForm({"ours": "۱۴۰۵/۰۹/۰۴"}, initial={"ours": DAY})
        assert not form.has_changed()


def test_the_hint_describes_the_field_beside_its_help():
    _form, page = typed(ours="")
    described = re.search(r'name="ours"[^>]*aria-describedby="([^"]+)"', page)[1].split()
    assert described[0] == "id_ours_helptext"
    assert all(f'id="{name}"' in page for name in described)


def test_a_time_is_described_by_its_help_and_by_nothing_that_is_not_there():
    _form, page = typed(ours="")
    assert re.search(r'name="hour"[^>]*aria-describedby="id_hour_helptext"', page)
    assert not re.search(r'name="plain_hour"[^>]*aria-describedby', page)


@pytest.mark.parametrize(
    ("language", "first", "weekend"),
    [("fa", 6, [5]), ("ar", 6, [5, 6]), ("ar-sa", 0, [5, 6]), ("ar-ma", 1, [6, 0])],
)
def test_the_week_is_that_of_the_readers_country(language, first, weekend):
    with translation.override(language):
        html = str(DayForm()["ours"])
    calendar = json.loads(re.search(r'data-support-date="([^"]+)"', html)[1].replace("&quot;", '"'))
    assert (calendar["first"], calendar["weekend"]) == (first, weekend)


@pytest.mark.parametrize("language", ["en", "de"])
def test_other_readers_keep_the_usual_fields(language):
    with translation.override(language):
        form = DayForm({"ours": "2026-11-25", "oscars": "1405-09-04"})
        assert form.is_valid()
        assert form.cleaned_data["oscars"] == date(1405, 9, 4)
        assert 'data-oscarWidget="date"' in str(form["oscars"])
        assert str(form["ours"]) == str(BoundUsual()["ours"])
        assert str(form.fields["ours"].widget.media) == str(AdminDateWidget().media)


class BoundUsual(forms.Form):
    """The first of them as Django has it."""

    ours = forms.DateField(widget=AdminDateWidget, help_text="The last day.")

    def __init__(self):
        super().__init__({"ours": "2026-11-25"})


def test_a_shop_without_translation_keeps_the_usual_fields(settings):
    settings.USE_I18N = False
    settings.LANGUAGE_CODE = "fa"
    assert "data-support-date" not in str(DayForm())


def test_an_admin_adds_a_badge_with_jalali_days(admin_client):
    data = {"kind": "security", "provider": "eNamad", "position": "0", "placements": ["payment"]}
    page = admin_client.get(reverse("admin:support_plugin_badge_add")).content.decode()
    assert "formats/picker.js" in page
    assert "DateTimeShortcuts" not in page
    answer = admin_client.post(
        reverse("admin:support_plugin_badge_add"),
        {**data, "valid_from": "۱۴۰۵/۰۱/۰۱", "valid_until": "۱۴۰۵/۱۲/۲۹"},
    )
    assert answer.status_code == 302
    badge = Badge.objects.get()
    assert (badge.valid_from, badge.valid_until) == (date(2026, 3, 21), date(2027, 3, 20))


def test_an_admin_adds_a_jalali_holiday(admin_client):
    NoticeSettings.get_solo()
    data = {"cut_off": "14:00", "holidays-TOTAL_FORMS": 1, "holidays-INITIAL_FORMS": 0}
    address = reverse("admin:support_plugin_noticesettings_changelist")
    answer = admin_client.post(address, {**data, "holidays-0-day": "۱۴۰۴/۱۲/۳۰"})
    assert "اسفند ۱۴۰۴ فقط ۲۹ روز دارد." in answer.content.decode()
    assert admin_client.post(address, {**data, "holidays-0-day": "۱ فروردین ۱۴۰۶"}).status_code == 302
    assert Holiday.objects.get().day == date(2027, 3, 21)


def test_the_dashboard_finds_orders_between_jalali_days(admin_client):
    page = admin_client.get(
        reverse("dashboard:order-list"),
        {"date_from": "۱۴۰۵/۹/۱", "date_to": "30 آذر 1405", "response_format": "html"},
    )
    assert page.status_code == 200
    form = page.context["form"]
    assert (form.cleaned_data["date_from"], form.cleaned_data["date_to"]) == (
        date(2026, 11, 22),
        date(2026, 12, 21),
    )
    assert 'value="۱۴۰۵/۰۹/۰۱"' in page.content.decode()
    assert "formats/picker.js" in page.content.decode()


def test_an_impossible_day_is_named_by_the_dashboard(admin_client):
    page = admin_client.get(reverse("dashboard:order-list"), {"date_from": "۱۴۰۴/۱۲/۳۰"})
    assert "اسفند ۱۴۰۴ فقط ۲۹ روز دارد." in page.content.decode()


def test_a_voucher_is_valid_between_jalali_moments():
    VoucherForm = get_class("dashboard.vouchers.forms", "VoucherForm")
    with translation.override("fa"):
        form = VoucherForm({"start_datetime": "۱۴۰۵/۹/۱ ۰۸:۰۰", "end_datetime": "۱۴۰۵/۹/۳۰ ۲۳:۵۹"})
        form.is_valid()
    assert timezone.make_naive(form.cleaned_data["start_datetime"]) == datetime(2026, 11, 22, 8)
    assert timezone.make_naive(form.cleaned_data["end_datetime"]) == datetime(2026, 12, 21, 23, 59)


class HourForm(forms.Form):
    """A field for a time of the day."""

    hour = forms.TimeField(widget=ReadersTimeInput)


@pytest.mark.parametrize(
    ("language", "shown", "typed"),
    [("fa", "۱۲:۳۰", "۱۴:۰۵"), ("ar", "١٢:٣٠", "١٤:٠٥"), ("en", "12:30:00", "14:05")],
)
def test_a_time_is_shown_and_read_in_the_readers_digits(language, shown, typed):
    with translation.override(language):
        assert f'value="{shown}"' in str(HourForm(initial={"hour": time(12, 30)}))
        form = HourForm({"hour": typed})
        assert form.is_valid()
    assert form.cleaned_data["hour"] == time(14, 5)


def test_the_hour_until_which_orders_are_handled_is_in_the_readers_digits(admin_client):
    with translation.override("fa"):
        page = admin_client.get(reverse("admin:support_plugin_noticesettings_change")).content.decode()
    assert 'value="۱۲:۰۰"' in page


@pytest.mark.parametrize(
    ("widget", "django"), [(ReadersDateInput, "admin/js/calendar.js"), (DashboardDateInput, "")]
)
def test_a_date_field_brings_the_calendar_of_its_reader_alone(widget, django):
    with translation.override("fa"):
        ours = str(widget().media)
    with translation.override("en"):
        theirs = str(widget().media)
    assert "formats/picker.js" in ours
    assert "admin/js/" not in ours
    assert "formats/picker.js" not in theirs
    assert django in theirs
