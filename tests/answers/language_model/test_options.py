"""The model comes from settings and the environment alone, and what is wrong with it is said beforehand."""

import pytest

from support_plugin.answers.language_model.compose import is_on
from support_plugin.answers.language_model.options import get_options
from support_plugin.checks.language_model import check_language_model, check_model_is_known

RIGHT = {"BASE_URL": "https://models.example/v1", "KEY": "sk-secret", "MODEL": "small"}


def problems(settings, named):
    settings.SUPPORT_PLUGIN = {"LANGUAGE_MODEL": named}
    found = check_language_model()
    assert not any("sk-" in f"{one.msg} {one.hint}" for one in found)
    return [one.id.removeprefix("support_plugin.") for one in found]


def test_it_is_off_by_default(settings):
    assert problems(settings, {}) == []
    assert check_model_is_known() == []
    assert not is_on()


def test_what_is_right_is_on_and_said(settings):
    assert problems(settings, RIGHT) == []
    assert is_on()
    [info] = check_model_is_known()
    assert (info.id, info.level) == ("support_plugin.I074", 20)
    assert "models.example:443" in info.msg
    assert "sk-secret" not in info.msg


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"URL": "x"}, ["E070"]),
        ({"CALLS_PER_DAY": 0}, ["E070"]),
        ({"CALLS_PER_DAY": "500"}, ["E070"]),
        ({"AT_ONCE": True}, ["E070"]),
        ({"KEY": None}, ["E070"]),
        ({"BASE_URL": ""}, ["E071"]),
        ({"BASE_URL": "models.example/v1"}, ["E071"]),
        ({"BASE_URL": "ftp://models.example/v1"}, ["E071"]),
        ({"BASE_URL": "https://user:sk-1@models.example/v1"}, ["E071"]),
        ({"BASE_URL": "https://models.example/v1?key=sk-1"}, ["E071"]),
        ({"BASE_URL": "https://models.example:port/"}, ["E071"]),
        ({"BASE_URL": "https://models.example\\@127.0.0.1/"}, ["E071"]),
        ({"BASE_URL": "http://models.example/v1"}, ["E072"]),
        ({"BASE_URL": "http://10.0.0.7:8000/v1"}, ["E072"]),
        ({"BASE_URL": "http://localhost.evil.example/v1"}, ["E072"]),
        ({"KEY": ""}, ["E073"]),
        ({"MODEL": ""}, ["E071"]),
    ],
)
def test_what_cannot_be_is_an_error_and_is_not_asked(settings, change, expected):
    assert problems(settings, {**RIGHT, **change}) == expected
    if "URL" not in change:
        assert not is_on()


@pytest.mark.parametrize("host", ["localhost:11434", "127.0.0.1:8000", "[::1]:8000"])
def test_a_server_on_this_machine_needs_neither_key_nor_encryption(settings, host):
    assert problems(settings, {"BASE_URL": f"http://{host}/v1/", "MODEL": "small"}) == []
    assert get_options().url == f"http://{host}/v1/chat/completions"


def test_the_environment_gives_what_the_settings_leave_out(settings, monkeypatch):
    monkeypatch.setenv("SUPPORT_LANGUAGE_MODEL_KEY", "sk-environment")
    monkeypatch.setenv("SUPPORT_LANGUAGE_MODEL", "large")
    assert problems(settings, {}) == []
    assert not is_on()
    assert problems(settings, {"BASE_URL": RIGHT["BASE_URL"], "MODEL": "small"}) == []
    assert (get_options().key, get_options().model) == ("sk-environment", "small")
    monkeypatch.setenv("SUPPORT_LANGUAGE_MODEL_URL", "https://other.example/v1")
    assert problems(settings, {}) == []
    assert (get_options().host, get_options().model) == ("other.example:443", "large")


def test_no_text_form_holds_the_key(settings):
    problems(settings, RIGHT)
    assert "sk-secret" not in repr(get_options())
    assert "sk-secret" not in f"{get_options()}"


def test_a_setting_that_is_no_dict_turns_nothing_on(settings):
    assert problems(settings, "https://models.example") == []
    assert not is_on()
