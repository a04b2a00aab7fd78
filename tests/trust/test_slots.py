import re

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from support_plugin.preferences.models import SupportSettings
from support_plugin.trust.models import Badge
from tests.shopping import make_address, make_product, put_into_cart

pytestmark = pytest.mark.django_db

ROW = '<ul class="support-badges"'


def add(**fields):
    fields = {
        "kind": "security",
        "provider": "eNamad",
        "placements": ["payment", "basket", "footer"],
        **fields,
    }
    return Badge.objects.create(**fields)


def render(placement):
    return Template("{% load support %}{% support_badges placement %}").render(
        Context({"placement": placement})
    )


@pytest.fixture
def payer(client, shopper):
    """A shopper's browser at the payment step."""
    client.force_login(shopper)
    put_into_cart(client, make_product())
    address = make_address(shopper)
    client.post(reverse("checkout:shipping-address"), {"address_id": address.pk, "action": "ship_to"})
    client.post(reverse("checkout:shipping-method"), {"method_code": "post"})
    return client


@pytest.mark.parametrize(
    ("placement", "page"),
    [("payment", "checkout:payment-details"), ("basket", "basket:summary"), ("footer", "catalogue:index")],
)
def test_badges_stand_on_the_shops_pages_without_an_edit(payer, placement, page):
    assert ROW not in payer.get(reverse(page)).content.decode()
    add(placements=[placement])
    html = payer.get(reverse(page)).content.decode()
    assert html.count(ROW) == 1
    assert html.count("support_plugin/slots.css") == 1


def test_the_admin_switches_badges_off():
    add()
    SupportSettings.objects.create(badges_enabled=False)
    assert render("payment") == ""


def test_a_badge_without_proof_is_no_link():
    add()
    assert "<a " not in render("payment")


def test_the_proof_opens_beside_the_shop_and_learns_only_which_shop_it_was():
    add(verification_url="https://seal.example/?id=1&code=2")
    html = render("payment")
    link = re.search(r"<a [^>]*>", html)[0]
    assert 'href="https://seal.example/?id=1&amp;code=2"' in link
    for attribute in ('target="_blank"', 'rel="noopener"', 'referrerpolicy="origin"'):
        assert attribute in link


@pytest.mark.parametrize(
    ("size", "shown"), [((280, 112), (140, 56)), ((1000, 100), (140, 14)), ((40, 20), (40, 20))]
)
def test_a_picture_has_its_size_in_the_page_so_that_nothing_moves(draw, size, shown):
    add(image=ContentFile(draw(size=size).read(), "a.png"))
    picture = re.search(r"<img [^>]*>", render("payment"))[0]
    assert f'width="{shown[0]}" height="{shown[1]}"' in picture
    assert 'alt="eNamad"' in picture


def test_a_stored_picture_has_a_name_of_its_own(draw):
    badge = add(image=ContentFile(draw().read(), "../../evil<script>.html"))
    assert re.fullmatch(r"support/badges/[0-9a-f]{32}\.png", badge.image.name)


def test_a_badge_speaks_the_shoppers_language():
    add(texts={"fa": "پرداخت امن", "en": "Safe payment"})
    for language, text in [("fa", "پرداخت امن"), ("en", "Safe payment"), ("ar", "eNamad")]:
        with translation.override(language):
            assert text in render("payment")


def test_a_text_cannot_bring_markup_in():
    add(provider="<b>x</b>", texts={"fa": "<script>y</script>"})
    html = render("payment")
    assert "<b>" not in html
    assert "<script>" not in html
