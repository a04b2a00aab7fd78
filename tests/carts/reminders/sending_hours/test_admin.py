"""Sending hours in Django admin: what is saved, what is refused, in the admin's words and digits."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.carts.reminders.sending_hours.models import SendingHours
from tests.factories import make_user
from tests.helpers.shopping import find_part

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LIST, ADD = "admin:support_plugin_sendinghours_changelist", "admin:support_plugin_sendinghours_add"
VALID = {"country": "", "channel": "", "opens": "09:00", "closes": "21:00"}


@pytest.fixture
def save(admin_client):
    """Return a function that sends the form of a new row, and returns what is refused: {field: errors}."""

    def send(**fields):
        with translation.override("en"):
            answer = admin_client.post(reverse(ADD), {**VALID, **fields})
            return {} if answer.status_code == 302 else {**answer.context["adminform"].form.errors}

    return send


def test_a_row_is_saved_with_its_country_channel_and_days(save):
    assert save(country="FR", channel="sms", closed_days=["6"], fridays_from="14:00") == {}
    row = SendingHours.objects.get()
    assert (row.country, row.channel, row.closed_days, row.fridays_from) == ("FR", "sms", [6], time(14))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"opens": "21:00", "closes": "09:00"}, "closes"),
        ({"opens": "09:00", "closes": "09:00"}, "closes"),
        ({"fridays_from": "21:00"}, "fridays_from"),
        ({"country": "Iran"}, "country"),
        ({"country": "ir"}, "country"),
        ({"country": "UK"}, "country"),
        ({"channel": "task"}, "channel"),
        ({"closed_days": ["7"]}, "closed_days"),
        ({"opens": ""}, "opens"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(save, fields, field):
    assert list(save(**fields)) == [field]
    assert not SendingHours.objects.exists()


def test_on_a_day_without_messages_it_does_not_matter_when_it_would_begin(save):
    assert save(fridays_from="22:00", closed_days=["4"]) == {}


@pytest.mark.parametrize(
    "key", [{}, {"country": "FR"}, {"channel": "sms"}, {"country": "FR", "channel": "sms"}]
)
def test_a_second_row_for_the_same_country_and_channel_is_refused(save, key):
    assert save(**key) == {}
    [errors] = save(**key, opens="10:00").values()
    assert errors == ["There are sending hours for this country and channel already."]
    assert SendingHours.objects.count() == 1


def test_times_are_changed_and_checked_in_the_list(admin_client):
    row = SendingHours.objects.create(country="FR", channel="sms", closed_days=[6])
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": row.pk, "_save": "Save"}
    data |= {"form-0-opens": "10:00", "form-0-closes": "08:00"}
    answer = admin_client.post(reverse(LIST), data)
    assert list(answer.context["cl"].formset.forms[0].errors) == ["closes"]
    admin_client.post(reverse(LIST), {**data, "form-0-closes": "20:00"})
    row.refresh_from_db()
    assert (row.opens, row.closes, row.closed_days) == (time(10), time(20), [6])


def test_the_list_speaks_persian_with_its_digits_and_takes_them(admin_client):
    row = SendingHours.objects.create(country="FR", channel="sms", closed_days=[4, 5])
    with translation.override("fa"):
        html = admin_client.get(reverse(LIST)).content.decode()
        assert "فرانسه" in html
        assert 'value="۰۹:۰۰"' in html
        # Saturday is the first day there.
        assert find_part(html, '<td class="field-never_on">', "</td>").startswith("شنبه")
        page = reverse("admin:support_plugin_sendinghours_change", args=[row.pk])
        html = admin_client.get(page).content.decode()
        # By the alphabet, in which پ comes before ت.
        places = [html.index(f">{name}<") for name in ("پاکستان", "تاجیکستان", "گرجستان", "لبنان")]
        assert places == sorted(places)
        data = {**VALID, "country": "FR", "opens": "۱۰:۳۰", "closes": "۲۰:۰۰"}
        assert admin_client.post(page, data).status_code == 302
    row.refresh_from_db()
    assert (row.opens, row.closes, row.closed_days) == (time(10, 30), time(20), [])


@pytest.mark.parametrize("page", [LIST, ADD])
def test_outsiders_are_sent_away_and_staff_without_the_right_refused(shopper, staff, page):
    for user, status in ((None, 302), (shopper, 302), (staff, 403)):
        client = Client()
        if user:
            client.force_login(user)
        assert client.get(reverse(page)).status_code == status
        assert client.post(reverse(page), VALID).status_code == status
    assert not SendingHours.objects.exists()


def test_staff_who_may_only_look_change_nothing():
    row = SendingHours.objects.create()
    client = Client()
    client.force_login(make_user("looks@example.com", ("view_sendinghours",), is_staff=True))
    assert client.get(reverse(LIST)).status_code == 200
    page = reverse("admin:support_plugin_sendinghours_change", args=[row.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, VALID).status_code == 403
