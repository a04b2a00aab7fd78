import re

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from support_plugin import cache
from support_plugin.preferences.models import SupportSettings
from support_plugin.trust.models import Badge
from tests.helpers.shopping import make_address, make_product, put_into_cart
from tools.buying.steps import send, ship_by, ship_to_saved

pytestmark = pytest.mark.django_db

ENAMAD = {"preset": "enamad", "provider": "", "seal_id": "714105", "seal_code": "kJCN"}
SEAL = "https://trustseal.enamad.ir/logo.aspx?id=714105&amp;Code=kJCN"
SAFE_AREA = 'class="support-safe-area"'
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
    send(client, ship_to_saved(address.pk), ship_by())
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


def test_badges_stand_on_the_pages_of_products_with_and_without_variants(client):
    from oscar.test import factories

    parent = factories.ProductFactory(structure="parent")
    factories.ProductFactory(structure="child", parent=parent)
    add(placements=["product"])
    for product in (make_product(), parent):
        html = client.get(product.get_absolute_url(), follow=True).content.decode()
        assert html.count(ROW) == 1


def test_a_known_providers_seal_is_built_of_number_and_code():
    add(**ENAMAD, foreign_host_confirmed=True, texts={"fa": "نماد"})
    html = render("payment")
    link, picture = re.search(r"<a [^>]*>", html)[0], re.search(r"<img [^>]*>", html)[0]
    assert 'href="https://trustseal.enamad.ir/?id=714105&amp;Code=kJCN"' in link
    assert 'rel="noopener"' in link
    assert "noreferrer" not in html
    assert f'src="{SEAL}"' in picture
    for tag in (link, picture):
        assert 'referrerpolicy="origin"' in tag
    assert 'width="84" height="84"' in picture
    with translation.override("en"):
        assert 'alt="eNamad"' in render("payment")


def test_nothing_comes_from_a_provider_before_the_admin_confirmed_it(draw):
    badge = add(**ENAMAD)
    html = render("payment")
    assert "<img" not in html
    assert "seals.js" not in html
    badge.foreign_host_confirmed = True
    badge.save()
    assert SEAL in render("payment")
    assert "seals.js" in render("payment")
    badge.image = ContentFile(draw().read(), "a.png")
    badge.save()
    assert "logo.aspx" not in render("payment")


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"


@pytest.mark.parametrize(
    "field", ["seal_id", "seal_code", "seal_picture_code", "provider", "verification_url"]
)
def test_no_field_brings_markup_in(field, draw):
    hostile = HOSTILE[: Badge._meta.get_field(field).max_length]
    for preset in ("enamad", "samandehi", "mojavez", "visa", "", HOSTILE[:40]):
        values = {**ENAMAD, "provider": "x", "preset": preset, "foreign_host_confirmed": True, field: hostile}
        add(**values, texts={"fa": HOSTILE})
        add(**values, image=ContentFile(draw().read(), "a.png"))
    html = render("payment")
    assert html.count("<li>") == 12
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert set(re.findall(r"<script[^>]*>", html)) <= {
        '<script type="module" src="/static/support_plugin/trust/seals.js">'
    }
    # Every attribute is one of the template's own.
    for tag in re.findall(r"<(?:a|img|li|ul|span) [^>]*>", html):
        assert set(re.findall(r'\s([\w-]+)="[^"]*"', tag)) <= {
            *(
                "href",
                "target",
                "rel",
                "referrerpolicy",
                "src",
                "alt",
                "loading",
                "decoding",
                "width",
                "height",
            ),
            *("class", "dir", "aria-label"),
        }


def test_ways_to_pay_are_a_list_of_their_own():
    add(provider="Mada", kind="payment")
    add(provider="eNamad")
    with translation.override("en"):
        html = render("payment")
    first, second = html.split("</ul>")[:2]
    assert 'aria-label="Ways to pay"' in first
    assert "Mada" in first
    assert 'aria-label="Why you can trust us"' in second
    assert "eNamad" in second


def test_a_badge_for_a_country_follows_the_address_chosen_in_the_checkout(payer, shopper, client):
    add(countries=["IR"])
    add(provider="Mada", countries=["SA"])
    html = payer.get(reverse("checkout:payment-details")).content.decode()
    assert html.count(ROW) == 1
    assert "Mada" not in html[html.index(ROW) :].split("</ul>")[0]
    assert "eNamad" in html[html.index(ROW) :].split("</ul>")[0]


def test_a_page_may_set_the_country_itself():
    add(countries=["SA"])
    assert render("payment") == ""
    tag = Template('{% load support %}{% support_badges "payment" country="SA" %}')
    assert "eNamad" in tag.render(Context())


def test_secure_connection_is_claimed_over_https_alone(client):
    add(preset="secure_connection", provider="", placements=["footer"])
    for is_secure in (True, False):
        html = client.get(reverse("catalogue:index"), secure=is_secure).content.decode()
        assert (ROW in html) is is_secure


def test_the_payment_is_one_visibly_safe_area(payer):
    SupportSettings.objects.create(payment_texts={"fa": "کارت شما <b>امن</b> است", "en": "Safe"})
    add()
    html = payer.get(reverse("checkout:payment-details"), secure=True).content.decode()
    area = html[html.index(SAFE_AREA) :]
    area = area[: area.index("</section>")]
    assert "کارت شما &lt;b&gt;امن&lt;/b&gt; است" in area
    assert "<form" in area
    assert ROW in area
    assert "Safe" not in area


def note(is_secure):
    request = RequestFactory().get("/", secure=is_secure)
    with translation.override("en"):
        return Template("{% load support %}{% support_payment_note %}").render(Context({"request": request}))


def test_the_payment_says_encrypted_where_it_is_and_nothing_where_there_is_nothing_to_say():
    assert "encrypted" in note(is_secure=True)
    assert note(is_secure=False) == ""
    row = SupportSettings.objects.create(payment_texts={"en": "We never see your card."})
    assert "We never see your card." in note(is_secure=False)
    assert "encrypted" not in note(is_secure=False)
    row.payment_area_enabled = False
    row.save()
    assert note(is_secure=True) == ""


def test_without_the_area_the_payments_badges_stay(payer):
    SupportSettings.objects.create(payment_area_enabled=False)
    add()
    html = payer.get(reverse("checkout:payment-details"), secure=True).content.decode()
    assert SAFE_AREA not in html
    assert html.count(ROW) == 1


@pytest.mark.django_db(transaction=True)  # in a transaction, each slot costs a savepoint
def test_warm_badges_cost_no_query(django_assert_num_queries, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    cache.clear()
    add(**ENAMAD, foreign_host_confirmed=True)
    add(preset="visa", provider="", kind="payment")
    places = ("payment", "basket", "product", "footer")
    for place in places:
        render(place)
    with django_assert_num_queries(0):
        assert all(render(place) for place in places[:2])
        note(is_secure=True)
