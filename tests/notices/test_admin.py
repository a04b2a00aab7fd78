import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from support_plugin.notices.admin import STATES
from support_plugin.notices.models import Holiday, NoticeSettings
from support_plugin.notices.queries import get_notice_settings, get_schedule
from support_plugin.notices.slots import SWITCHES
from support_plugin.shop.quotes.certainty import Certainty
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "admin:support_plugin_noticesettings_changelist"
PREVIEW = "admin:support_plugin_noticesettings_preview"


@pytest.fixture
def owner(client):
    client.force_login(make_user("owner@example.com", is_staff=True, is_superuser=True))
    return client


def save(client, **changes):
    NoticeSettings.get_solo()
    data = {
        "on_product": "on",
        "weekend": ["4"],
        "cut_off": "14:00",
        "holidays-TOTAL_FORMS": 1,
        "holidays-INITIAL_FORMS": 0,
        "holidays-0-day": "",
        **changes,
    }
    return client.post(reverse(PAGE), data)


def test_the_admin_sets_weekend_hour_holidays_and_policies(owner):
    answer = save(
        owner,
        **{
            "holidays-0-day": "2027-03-21",
            "holidays-0-name": "نوروز",
            "returns_texts_fa": "هفت روز",
            "returns_link": "/returns/",
        },
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    schedule = get_schedule()
    assert schedule.weekend == {4}
    assert schedule.cut_off.hour == 14
    assert [day.isoformat() for day in schedule.holidays] == ["2027-03-21"]
    assert get_notice_settings().returns_texts == {"fa": "هفت روز"}
    assert not get_notice_settings().on_basket


def test_a_holiday_that_is_taken_away_is_forgotten(owner):
    save(owner, **{"holidays-0-day": "2027-03-21"})
    assert get_schedule().holidays
    Holiday.objects.get().delete()
    assert not get_schedule().holidays


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "//evil.example/",
        "data:text/html,x",
        "returns",
        "https://a b",
        '/a"onclick=x',
        "\\evil",
    ],
)
def test_a_link_that_is_no_page_is_refused(owner, link):
    answer = save(owner, returns_link=link)
    assert "returns_link" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    "link", ["https://shop.example/returns", "http://shop.example/", "/returns/?a=1#b", ""]
)
def test_a_page_of_the_shop_or_of_the_web_is_taken(owner, link):
    assert save(owner, returns_link=link).status_code == 302


def test_a_week_without_a_working_day_is_refused(owner):
    answer = save(owner, weekend=[str(day) for day in range(7)])
    assert answer.status_code == 200


def test_a_line_about_duties_needs_the_shops_country(owner):
    answer = save(owner, duties_texts_fa="گمرک با شماست")
    assert "home_country" in answer.context["adminform"].form.errors
    assert save(owner, duties_texts_fa="گمرک با شماست", home_country="IR").status_code == 302


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_preview_shows_each_placement_in_the_chosen_language(owner, language):
    NoticeSettings.objects.create(on_cards=False, returns_texts={language: "RETURNS"})
    html = owner.get(reverse(PREVIEW), {"language": language}).content.decode()
    assert html.count('<section class="support-notice"') == 3 * 4
    assert html.count('<p class="support-mini"') == 4
    assert "RETURNS" in html
    with translation.override(language):
        assert html.count(translation.gettext("Switched off.")) <= 2
    assert f'<div lang="{language}"' in html
    assert " style=" not in html.partition("<section>")[2]


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_preview_names_each_state_at_each_placement_in_the_admins_language(owner, language):
    with translation.override(language):
        page = owner.get(reverse(PREVIEW), {"language": "en"})
        names = [str(name) for name in STATES.values()]
    html = page.content.decode()
    sections = html.split("<section>")[1:]
    assert len(sections) == len(SWITCHES)
    for section in sections:
        assert re.findall(r"<h3>(.*?)</h3>", section) == names
    # Four, and no two alike; no sample is called "in place of" in Persian.
    assert len(set(names)) == len(Certainty)
    assert "به جای" not in html


def test_the_preview_is_for_those_who_may_see_the_settings(client, staff):
    client.force_login(staff)
    assert client.get(reverse(PREVIEW)).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_noticesettings"))
    assert client.get(reverse(PREVIEW)).status_code == 200


def test_a_shopper_does_not_reach_the_preview(client, shopper):
    client.force_login(shopper)
    assert client.get(reverse(PREVIEW)).status_code == 302


@pytest.mark.parametrize(
    ("language", "weekend"),
    [("fa", [4]), ("ar", [4, 5]), ("ar-sa", [4, 5]), ("de", [5, 6]), ("ar-ae", [5, 6]), ("en-us", [5, 6])],
)
def test_a_new_shop_has_the_weekend_of_its_language(settings, language, weekend):
    settings.LANGUAGE_CODE = language
    assert NoticeSettings().weekend == weekend
