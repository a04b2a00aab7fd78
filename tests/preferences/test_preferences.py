import pytest
from django.conf import global_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from support_plugin import cache
from support_plugin.preferences.models import DEFAULT_TEXTS, SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import text_field_names

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

REQUIRED = {
    "guest_contact": "email",
    "attachment_max_mb": "10",
    "attachments_per_message": "5",
    "attachment_kinds": ["image", "text"],
    "persian_calendar": "jalali",
    "arabic_calendar": "gregorian",
    "cart_expiry_days": "30",
    "answer_mail_minutes": "5",
    "alert_minutes": "5",
    "hesitation_pause_seconds": "60",
    "hesitation_idle_minutes": "15",
    "hesitation_times": "3",
    "prompts_per_visit": "1",
    "prompts_per_week": "2",
    "reminders_per_day": "2",
    "reminders_per_week": "4",
    "reminder_holdout_percent": "0",
    "prompt_holdout_percent": "0",
    "launcher_holdout_percent": "0",
    "won_back_days": "7",
}


def test_there_are_preferences_before_anyone_saved_them():
    assert get_preferences().chat_enabled
    assert get_preferences().launcher_pages == ["basket", "checkout", "product"]
    assert SupportSettings.objects.count() == 0


def test_reading_costs_one_query_and_then_none():
    with CaptureQueriesContext(connection) as asked:
        for _ in range(5):
            get_preferences()
    assert len(asked) == 1


def test_a_change_made_by_another_process_is_seen_within_seconds(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(cache.time, "monotonic", lambda: now[0])
    assert get_preferences().accent_colour == "#0f766e"
    row = SupportSettings(pk=SupportSettings.singleton_instance_id, accent_colour="#aa0000")
    SupportSettings.objects.bulk_create([row])  # sends no signal here
    now[0] += 4
    assert get_preferences().accent_colour == "#0f766e"
    now[0] += 5
    assert get_preferences().accent_colour == "#aa0000"


def test_a_change_made_here_is_seen_at_once():
    get_preferences()
    SupportSettings.objects.create(accent_colour="#aa0000")
    assert get_preferences().accent_colour == "#aa0000"


def test_texts_come_in_the_active_language_or_as_the_translated_default():
    row = SupportSettings(names={"fa": "پشتیبانی", "en": "Care"})
    for language, name in [("fa", "پشتیبانی"), ("en", "Care"), ("en-gb", "Care")]:
        with translation.override(language):
            assert row.name == name
    with translation.override("ar"):
        assert row.name == "خدمة العملاء"


def test_the_admin_fills_in_texts_for_every_language_of_the_shop(admin_client):
    url = reverse("admin:support_plugin_supportsettings_changelist")
    page = admin_client.get(url)
    assert {"names_fa", "names_ar", "names_en", "greetings_fa"} <= set(page.context["adminform"].form.fields)
    data = {
        "chat_enabled": "on",
        "names_fa": "پشتیبانی زعفران",
        "greetings_ar": "أهلًا بكم",
        "accent_colour": "#123456",
        "assistant_mode": "off",
        "position": "start",
        "launcher_pages": ["basket", "product"],
        "cart_idle_minutes": "30",
        **REQUIRED,
    }
    assert admin_client.post(url, data).status_code == 302
    saved = SupportSettings.objects.get()
    assert (saved.names, saved.greetings) == ({"fa": "پشتیبانی زعفران"}, {"ar": "أهلًا بكم"})
    assert (saved.attachments_enabled, saved.attachment_kinds) == (False, ["image", "text"])
    assert (saved.launcher_pages, saved.position) == (["basket", "product"], "start")
    assert (saved.chat_enabled, saved.notices_enabled) == (True, False)


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "#123456\n"])
def test_a_colour_that_is_none_is_refused_and_what_was_typed_is_kept(admin_client, colour):
    url = reverse("admin:support_plugin_supportsettings_changelist")
    data = {
        "accent_colour": colour,
        "assistant_mode": "off",
        "position": "end",
        "cart_idle_minutes": "60",
        "names_fa": "نام",
        **REQUIRED,
    }
    if colour.strip() != colour:
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError):
            SupportSettings(accent_colour=colour).full_clean()
        return
    page = admin_client.post(url, data)
    assert page.context["adminform"].form.errors.keys() == {"accent_colour"}
    assert 'value="نام"' in page.content.decode()


def test_a_shop_that_chose_no_languages_fills_in_one(settings):
    settings.LANGUAGE_CODE = "en-us"
    settings.LANGUAGES = list(global_settings.LANGUAGES)
    assert text_field_names("names") == ["names_en-us"]


def test_a_shop_without_translation_fills_in_one_language(settings):
    settings.USE_I18N = False
    assert text_field_names("names") == ["names_fa"]


@pytest.fixture
def many_languages(settings):
    """A shop of 21 languages."""
    settings.LANGUAGES = [
        ("fa", "Persian"), ("ar", "Arabic"), ("en", "English"), *global_settings.LANGUAGES[20:38]
    ]  # fmt: skip


@pytest.mark.usefixtures("many_languages")
@pytest.mark.parametrize("page", ["supportsettings", "noticesettings"])
def test_the_texts_of_many_languages_are_folded_but_the_shops_own(admin_client, page):
    html = admin_client.get(reverse(f"admin:support_plugin_{page}_change")).content.decode()
    open_part, _start, folded = html.partition("<details")
    name = {"supportsettings": "greetings", "noticesettings": "returns_texts"}[page]
    assert f'name="{name}_fa"' in open_part
    assert f'name="{name}_ar"' not in open_part
    assert f'name="{name}_ar"' in folded


@pytest.mark.usefixtures("many_languages")
def test_a_folded_text_is_saved(admin_client):
    url = reverse("admin:support_plugin_supportsettings_change")
    form = admin_client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None and value is not False}
    answer = admin_client.post(url, {**data, "names_ar": "الدعم"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert get_preferences().names == {"ar": "الدعم"}


@pytest.mark.parametrize("language", ["fa", "ar"])
@pytest.mark.parametrize("name", DEFAULT_TEXTS)
def test_an_empty_text_shows_what_shoppers_read_instead_in_its_language(admin_client, name, language):
    page = admin_client.get(reverse("admin:support_plugin_supportsettings_changelist"), follow=True)
    form = page.context["adminform"].form
    with translation.override(language):
        default = str(DEFAULT_TEXTS[name])
    attributes = form.fields[f"{name}_{language}"].widget.attrs
    assert default
    assert (attributes["placeholder"], attributes["dir"]) == (default, "rtl")
    assert attributes["lang"] == language
