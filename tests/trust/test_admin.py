import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from support_plugin.trust.admin_warnings import badge_warnings
from support_plugin.trust.models import Badge, Placement
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ADD = "admin:support_plugin_badge_add"


def send(client, **fields):
    data = {
        "kind": "security",
        "provider": "eNamad",
        "position": "0",
        "is_active": "on",
        "placements": ["payment"],
    }
    return client.post(reverse(ADD), {**data, **fields})


def errors(answer):
    return answer.context["adminform"].form.errors


def test_an_admin_adds_a_badge_with_picture_and_texts(admin_client, draw):
    picture = SimpleUploadedFile("seal.jpg", draw("JPEG", (1200, 300)).read())
    answer = send(
        admin_client,
        image=picture,
        texts_fa="نماد اعتماد",
        texts_en="Trust seal",
        verification_url="https://seal.example/?id=1",
        placements=["payment", "footer"],
    )
    assert answer.status_code == 302, errors(answer)
    badge = Badge.objects.get()
    assert badge.texts == {"fa": "نماد اعتماد", "en": "Trust seal"}
    assert badge.placements == ["payment", "footer"]
    with Image.open(badge.image) as stored:
        assert (stored.format, stored.size) == ("PNG", (280, 70))
    assert (badge.image_width, badge.image_height) == (280, 70)


def test_a_drawing_without_a_size_is_refused(admin_client):
    svg = SimpleUploadedFile("seal.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
    assert errors(send(admin_client, image=svg)).keys() == {"image"}
    assert not Badge.objects.exists()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://seal.example/", "data:text/html,x", "no address"]
)
def test_a_verification_link_is_a_page_on_the_web(admin_client, url):
    assert errors(send(admin_client, verification_url=url)).keys() == {"verification_url"}


def test_a_period_does_not_end_before_it_begins(admin_client):
    answer = send(admin_client, valid_from="2026-03-02", valid_until="2026-03-01")
    assert errors(answer).keys() == {"valid_until"}


def test_saving_again_keeps_the_picture_and_a_tick_removes_it(admin_client, draw):
    send(admin_client, image=SimpleUploadedFile("seal.png", draw().read()))
    badge = Badge.objects.get()
    url = reverse("admin:support_plugin_badge_change", args=[badge.pk])
    data = {"kind": "own", "provider": "The shop", "position": "3", "placements": ["basket"]}
    assert admin_client.post(url, data).status_code == 302
    changed = Badge.objects.get()
    assert (changed.image.name, changed.kind, changed.is_active) == (badge.image.name, "own", False)
    admin_client.post(url, {**data, "image-clear": "on"})
    assert not Badge.objects.get().image


def test_the_list_warns_of_badges_that_shoppers_cannot_check(admin_client):
    send(admin_client, provider="proved", verification_url="https://seal.example/")
    send(admin_client, provider="claimed")
    html = admin_client.get(reverse("admin:support_plugin_badge_changelist")).content.decode()
    rows = {
        name: row
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
        for name in ("proved", "claimed")
        if name in row
    }
    warning = re.compile(r'<td class="field-warning">(?!-)[^<]+</td>')
    assert warning.search(rows["claimed"])
    assert not warning.search(rows["proved"])


def test_the_page_shows_the_badge_as_shoppers_see_it(admin_client, draw):
    send(admin_client, image=SimpleUploadedFile("seal.png", draw().read()))
    badge = Badge.objects.get()
    html = admin_client.get(reverse("admin:support_plugin_badge_change", args=[badge.pk])).content.decode()
    preview = html[html.index('<ul class="support-badges"') :]
    assert f'src="{badge.image.url}"' in preview


def test_a_known_provider_fills_in_name_kind_and_link(admin_client):
    answer = send(admin_client, kind="", provider="", preset="enamad", seal_id="714105", seal_code="kJCN")
    assert answer.status_code == 302, errors(answer)
    badge = Badge.objects.get()
    assert badge.kind == "security"
    assert badge.proof_url == "https://trustseal.enamad.ir/?id=714105&Code=kJCN"
    with translation.override("en"):
        assert str(badge) == "eNamad"
    assert badge.foreign_host_confirmed is False


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"preset": "enamad", "seal_id": "12"}, "seal_id"),
        ({"preset": "enamad", "seal_id": "12'><script>", "seal_code": "a"}, "seal_id"),
        ({"preset": "enamad", "seal_id": "12", "seal_code": "a&b=c"}, "seal_id"),
        ({"preset": "visa", "seal_id": "12"}, "seal_id"),
        ({"preset": "", "seal_code": "12"}, "seal_id"),
        ({"preset": "enamad", "foreign_host_confirmed": "on"}, "foreign_host_confirmed"),
        ({"preset": "mojavez", "seal_id": "12", "foreign_host_confirmed": "on"}, "foreign_host_confirmed"),
        ({"preset": "enamad", "verification_url": "https://enamad.example/?id=1"}, "verification_url"),
        (
            {"preset": "enamad", "verification_url": "https://trustseal.enamad.ir.example/"},
            "verification_url",
        ),
        ({"preset": "nobody"}, "preset"),
        ({"preset": "", "provider": ""}, "provider"),
        ({"preset": "", "kind": ""}, "kind"),
        ({"countries": "SA, Iran"}, "countries"),
        ({"languages": ["xx"]}, "languages"),
        ({"placements": ["moon"]}, "placements"),
    ],
)
def test_a_seal_that_cannot_be_is_refused(admin_client, fields, wrong):
    assert wrong in errors(send(admin_client, **fields))
    assert not Badge.objects.exists()


def test_countries_are_written_in_a_line_and_read_back(admin_client):
    send(admin_client, countries="sa، ae IR,SA", languages=["fa", "en"])
    badge = Badge.objects.get()
    assert (badge.countries, badge.languages) == (["SA", "AE", "IR"], ["fa", "en"])
    html = admin_client.get(reverse("admin:support_plugin_badge_change", args=[badge.pk])).content.decode()
    assert 'value="SA, AE, IR"' in html


def test_a_drawing_is_written_again(admin_client):
    inside = '<script>1</script><path d="M0 0h9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{inside}</svg>'
    answer = send(admin_client, image=SimpleUploadedFile("seal.html", svg.encode(), "text/html"))
    assert answer.status_code == 302, errors(answer)
    badge = Badge.objects.get()
    assert re.fullmatch(r"support/badges/[0-9a-f]{32}\.svg", badge.image.name)
    assert b"script" not in badge.image.read()
    assert badge.display_size == {"width": 112, "height": 56}


def page(admin_client, badge=None):
    name, args = ("change", [badge.pk]) if badge else ("changelist", [])
    with translation.override("en"):
        return admin_client.get(
            reverse(f"admin:support_plugin_badge_{name}", args=args), headers={"accept-language": "en"}
        ).content.decode()


@pytest.mark.parametrize(("days", "is_warned"), [(31, False), (30, True), (0, True), (-1, True)])
def test_the_admin_is_warned_before_a_badge_ends(admin_client, days, is_warned):
    today = timezone.localdate()
    Badge.objects.create(kind="own", provider="Soon over", valid_until=today + timedelta(days=days))
    assert ("messagelist" in page(admin_client)) is is_warned


def test_a_badge_that_is_switched_off_is_warned_of_no_more(admin_client):
    Badge.objects.create(kind="own", provider="Over", valid_until="2020-01-01", is_active=False)
    assert "messagelist" not in page(admin_client)


def test_the_list_warns_of_dead_links_and_of_seals_not_confirmed(admin_client):
    url = "https://seal.example/"
    Badge.objects.create(
        kind="own", provider="x", verification_url=url, link_ok=False, link_problem="<b>HTTP 404</b>"
    )
    Badge.objects.create(kind="own", preset="enamad", seal_id="1", seal_code="a")
    html = page(admin_client)
    assert "&lt;b&gt;HTTP 404&lt;/b&gt;" in html
    with translation.override("en"):
        assert "not confirmed" in " ".join(badge_warnings(Badge.objects.get(preset="enamad")))


def test_the_admin_learns_what_a_picture_from_a_provider_means(admin_client):
    badge = Badge.objects.create(kind="own", preset="enamad", seal_id="1", seal_code="a")
    html = page(admin_client, badge)
    assert "img-src &#x27;self&#x27; https://trustseal.enamad.ir" in html
    assert 'name="foreign_host_confirmed"' in html
    assert not re.search(r'name="foreign_host_confirmed"[^>]*checked', html)


def test_what_a_check_found_cannot_be_typed_in(admin_client):
    send(admin_client, link_ok="on", checked_at="2026-01-01", link_problem="x")
    badge = Badge.objects.get()
    assert (badge.link_ok, badge.checked_at, badge.link_problem) == (None, None, "")


def test_a_new_badge_stands_beside_the_payment_unless_the_admin_says_otherwise(admin_client):
    html = admin_client.get(reverse(ADD)).content.decode()
    assert re.findall(r'name="placements" value="(\w+)"[^>]*checked', html) == ["payment"]


PREVIEW = "admin:support_plugin_badge_preview"


def test_the_admin_sees_every_placement_as_shoppers_do(admin_client):
    Badge.objects.create(
        kind="own", provider="<script>x</script>", placements=["payment"], texts={"ar": "ختم", "fa": "مهر"}
    )
    Badge.objects.create(kind="own", provider="Only there", placements=["product"], countries=["SA"])
    answer = admin_client.get(reverse(PREVIEW), {"language": "ar"})
    html = answer.content.decode()
    assert [str(place["label"]) for place in answer.context["placements"]] == [
        str(p.label) for p in Placement
    ]
    assert 'lang="ar" dir="rtl"' in html
    assert "ختم" in html
    assert "مهر" not in html
    assert "<script>x" not in html
    assert "Only there" not in html
    assert "Only there" in admin_client.get(reverse(PREVIEW), {"country": "sa"}).content.decode()
    assert admin_client.get(reverse(PREVIEW), {"language": "../x"}).context["language"] in ("fa", "ar", "en")


def test_nobody_else_sees_the_preview(client, shopper, staff, agent):
    for user in (None, shopper, staff, agent):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(reverse(PREVIEW)).status_code in (302, 403)
    viewer = make_user("viewer@example.com", ("view_badge",), is_staff=True)
    client.force_login(viewer)
    assert client.get(reverse(PREVIEW)).status_code == 200


def test_who_may_only_look_changes_nothing(client):
    badge = Badge.objects.create(kind="own", provider="mine")
    client.force_login(make_user("viewer@example.com", ("view_badge",), is_staff=True))
    change = reverse("admin:support_plugin_badge_change", args=[badge.pk])
    assert client.post(change, {"kind": "own", "provider": "theirs", "position": 0}).status_code == 403
    assert send(client).status_code == 403
    assert Badge.objects.get().provider == "mine"


def test_who_may_only_look_sees_the_texts_of_every_language(client):
    badge = Badge.objects.create(kind="own", provider="mine", texts={"fa": "نشان ما", "ar": "شارتنا"})
    client.force_login(make_user("viewer@example.com", ("view_badge",), is_staff=True))
    page = client.get(reverse("admin:support_plugin_badge_change", args=[badge.pk]))
    assert page.status_code == 200
    assert "نشان ما" in page.content.decode()
    assert "شارتنا" in page.content.decode()


def test_the_list_distinguishes_badges_by_their_words_and_warns_of_no_promise(admin_client):
    for text in ("Seven days to return", "Sent the same day"):
        Badge.objects.create(kind="own", provider="The shop", texts={"fa": text})
    with translation.override("en"):
        page = admin_client.get(reverse("admin:support_plugin_badge_changelist")).content.decode()
    assert "Seven days to return" in page
    assert "Sent the same day" in page
    assert "No verification link" not in page
    assert badge_warnings(Badge(kind="security", provider="x"))


@pytest.mark.parametrize(("language", "order"), [("fa", "ترتیب نمایش"), ("ar", "ترتيب العرض")])
def test_the_field_for_the_order_is_named_otherwise_than_those_for_the_places(admin_client, language, order):
    Badge.objects.create(kind="own", provider="The shop", texts={language: "text"})
    with translation.override(language):
        listed = admin_client.get(reverse("admin:support_plugin_badge_changelist")).content.decode()
        fields = admin_client.get(reverse(ADD)).context["adminform"].form.fields
        labels = {name: str(fields[name].label) for name in ("position", "placements")}
    assert re.search(rf'class="[^"]*column-position[^"]*">.*?{order}', listed, re.DOTALL)
    assert labels["position"] == order
    assert labels["placements"] != order
