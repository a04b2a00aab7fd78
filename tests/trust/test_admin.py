import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from support_plugin.trust.models import Badge

pytestmark = pytest.mark.django_db

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


def test_an_svg_is_refused(admin_client):
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
