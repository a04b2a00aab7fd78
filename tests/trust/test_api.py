import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse

from support_plugin.preferences.models import SupportSettings
from support_plugin.trust.models import Badge

pytestmark = pytest.mark.django_db


def add(**fields):
    return Badge.objects.create(
        **{"kind": "security", "provider": "eNamad", "placements": ["basket"], **fields}
    )


def ask(client, **params):
    return client.get(reverse("support_plugin:api-badges"), {"placement": "basket", **params})


def test_anybody_reads_what_the_slot_shows(client, draw):
    add(
        texts={"fa": "نماد", "en": "Seal"},
        image=ContentFile(draw(size=(280, 112)).read(), "a.png"),
        verification_url="https://seal.example/",
        valid_until="2999-01-01",
    )
    add(provider="", preset="enamad", seal_id="1", seal_code="aB", foreign_host_confirmed=True)
    add(provider="Mada", kind="payment")
    add(provider="elsewhere", placements=["footer"])
    add(provider="ended", valid_until="2020-01-01")
    add(provider="off", is_active=False)
    answer = ask(client, language="en")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["placement"], body["language"]) == ("basket", "en")
    assert [badge["name"] for badge in body["items"]] == ["Mada", "eNamad", "eNamad"]
    assert body["items"][1] == {
        "kind": "security",
        "name": "eNamad",
        "text": "Seal",
        "picture": {"url": Badge.objects.exclude(image="").get().image.url, "width": 140, "height": 56},
        "verification_url": "https://seal.example/",
        "referrer_policy": "origin",
        "valid_until": "2999-01-01",
    }
    seal = body["items"][2]
    assert seal["picture"]["url"] == "https://trustseal.enamad.ir/logo.aspx?id=1&Code=aB"
    assert body["items"][0]["picture"] is body["items"][0]["verification_url"] is None


def test_the_answer_is_in_the_language_asked_for_or_the_pages(client):
    add(texts={"fa": "نماد", "ar": "ختم"})
    assert ask(client).json()["items"][0]["text"] == "نماد"
    assert ask(client, language="ar").json()["items"][0]["text"] == "ختم"


def test_the_country_is_the_callers_word(client):
    add(countries=["SA"])
    assert ask(client).json()["items"] == []
    assert len(ask(client, country="sa").json()["items"]) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"placement": "x"},
        {"placement": ""},
        {"language": "xx"},
        {"language": "../fa"},
        {"country": "SAU"},
        {"country": "<>"},
    ],
)
def test_a_wrong_parameter_is_named(client, params):
    answer = ask(client, **params)
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == params.keys()


@pytest.mark.parametrize("params", [{"placement": "x"}, {"language": "xx"}, {"country": "SAU"}])
def test_what_is_wrong_is_shown_in_the_readers_language(client, params):
    [problem] = next(iter(ask(client, **params).json()["fields"].values()))
    assert "\u0600" <= problem[0] <= "\u06ff"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_not_even_an_admin(admin_client, method):
    add()
    assert getattr(admin_client, method)(reverse("support_plugin:api-badges")).status_code == 405
    assert Badge.objects.count() == 1


def test_a_switched_off_shop_shows_nothing(client):
    add()
    SupportSettings.objects.create(badges_enabled=False)
    assert ask(client).json()["items"] == []


def test_the_answer_may_be_kept_by_the_browser_alone(client):
    assert ask(client)["Cache-Control"] == "private, max-age=60"


def test_a_warm_call_asks_nothing(client, django_assert_num_queries, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    add()
    ask(client)
    with django_assert_num_queries(0):
        ask(client)


def test_many_calls_from_one_address_must_wait_whatever_they_say_of_themselves(client, settings):
    settings.SUPPORT_PLUGIN = {"BADGES_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 3}
    statuses = [
        client.get(
            reverse("support_plugin:api-badges"),
            {"placement": "basket"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{number}",
        ).status_code
        for number in range(4)
    ]
    assert statuses == [200, 200, 200, 429]
    assert ask(client)["Retry-After"]
    assert (
        client.get(
            reverse("support_plugin:api-badges"), {"placement": "basket"}, REMOTE_ADDR="9.9.9.9"
        ).status_code
        == 200
    )


def test_a_cache_that_is_away_takes_no_badges_with_it(client, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections[cache._alias]), "get", fail)
    assert ask(client).status_code == 200
