"""The basket page has one main button, whoever reads it, and what the shop's own buttons do stays."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from support_plugin.basket.main_button import demote_link, relabel_button, take_link
from support_plugin.preferences.models import SupportSettings
from tests.helpers.shopping import make_address, make_product, order, put_into_cart

pytestmark = pytest.mark.django_db
BASKET = "basket:summary"


def main_buttons(client):
    """Return what stands on the page's main buttons."""
    html = client.get(reverse(BASKET)).content.decode().partition('id="content_inner"')[2]
    # What is folded is none of the page's main buttons.
    html = re.sub(r"<details\b.*?</details>", "", html, flags=re.DOTALL)
    found = re.findall(r"<(?:a|button)\b[^>]*\bbtn-primary\b[^>]*>(.*?)</(?:a|button)>", html, re.DOTALL)
    return [re.sub("<[^>]*>", "", text).strip() for text in found if "support_plugin" not in text]


def basket_of(client):
    put_into_cart(client, make_product())
    return client.get(reverse(BASKET)).content.decode()


def test_a_guest_has_one_main_button_which_sends_the_email_address(client):
    html = basket_of(client)
    assert len(main_buttons(client)) == 1
    form = html[html.index('class="support-guest"') :].partition("</form>")[0]
    assert "support-bar" in form
    assert f'action="{reverse("checkout:index")}"' in form
    assert html.count('type="email"') == 1


def test_a_returning_shopper_has_one_main_button_and_the_longer_way(client, shopper):
    SupportSettings.objects.create(express_enabled=True)
    client.force_login(shopper)
    put_into_cart(client, make_product())
    order(client, make_address(shopper))
    html = basket_of(client)
    assert len(main_buttons(client)) == 1
    assert "support-bar" in html[html.index('class="support-express"') :].partition("</form>")[0]
    assert f'href="{reverse("checkout:index")}"' in html


@pytest.mark.parametrize("off", ["guests_enabled", "basket_prompt_enabled"])
def test_where_no_form_stands_on_the_page_the_shops_link_is_the_one_button(client, off):
    SupportSettings.objects.create(**{off: False})
    html = basket_of(client)
    assert len(main_buttons(client)) == 1
    bar = html[html.index('class="support-bar"') :].partition("</div>")[0]
    assert f'href="{reverse("checkout:index")}"' in bar


def test_the_bar_names_the_total_that_the_page_names(client):
    html = basket_of(client)
    bar = html[html.index('class="support-bar-total"') :].partition("</p>")[0]
    total = re.sub("<[^>]*>", "", bar.partition("<bdi>")[2]).strip()
    assert total
    assert html.count(total) >= 2


def test_without_notices_the_bar_names_the_shops_own_total(client):
    SupportSettings.objects.create(notices_enabled=False)
    html = basket_of(client)
    bar = html[html.index('class="support-bar-total"') :].partition("</p>")[0]
    total = re.sub("<[^>]*>", "", bar.partition("<bdi>")[2]).strip()
    assert total in html[html.index('class="grand"') :].partition("</tr>")[0]


def test_what_else_is_among_the_shops_buttons_stays(cart_request):
    text = """{% load support %}{% support_checkout_ways %}<a class="x" href="/fa/checkout/">Pay</a>
    <form action="/paypal/"><button>PayPal</button></form>{% endsupport_checkout_ways %}"""
    html = Template(text).render(Context({"request": cart_request}))
    assert "/paypal/" in html
    assert 'class="x"' not in html


def test_a_shop_whose_buttons_are_unlike_oscars_keeps_them(cart_request, shopper):
    cart_request.user = shopper
    text = "{% load support %}{% support_checkout_ways %}<button>Pay</button>{% endsupport_checkout_ways %}"
    assert Template(text).render(Context({"request": cart_request})) == "<button>Pay</button>"


@pytest.mark.parametrize(
    ("html", "rest", "label"),
    [
        ('<p><a href="/c/" class="b">Go</a></p>', "<p></p>", "Go"),
        ("<a class='b' href='/c/'><b>Go</b></a>x", "x", "<b>Go</b>"),
        ('<a href="/c/d/">Go</a>', '<a href="/c/d/">Go</a>', None),
        ("", "", None),
    ],
)
def test_the_link_to_the_checkout_is_found_however_it_is_written(html, rest, label):
    assert take_link(html, "/c/") == (rest, label)


def test_a_link_is_demoted_and_a_button_relabelled_safely():
    link = '<a class="btn btn-primary" href="/c/">Go</a><a class="btn-primary" href="/d/">'
    assert demote_link(link, "/c/").count("btn-primary") == 1
    button = "<button id='place-order' type='submit'>Place <b>order</b></button>"
    assert relabel_button(button, "place-order", "Pay <1>") == (
        "<button id='place-order' type='submit'>Pay &lt;1&gt;</button>"
    )
    assert (
        relabel_button("<button id='other'>x</button>", "place-order", "Pay")
        == "<button id='other'>x</button>"
    )
