"""What was taken out of the cart can be put back with one press."""

import pytest
from django.urls import reverse

from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
BASKET, UNDO = "basket:summary", "support_plugin:undo-removal"


@pytest.fixture
def cart(client):
    """A browser with two products in the cart."""
    for quantity in (3, 1):
        put_into_cart(client, make_product(), quantity)
    return client


def lines(client):
    return [
        (line.product_id, line.quantity) for line in client.get(reverse(BASKET)).context["basket"].all_lines()
    ]


def form_data(client, **changes):
    page = client.get(reverse(BASKET))
    formset = page.context["formset"]
    data = {
        name: field.value()
        for name, field in [
            (f"form-{name}", formset.management_form[name]) for name in formset.management_form.fields
        ]
    }
    for index, form in enumerate(formset):
        data |= {f"form-{index}-id": form.instance.pk, f"form-{index}-quantity": form.instance.quantity}
    return {key: value for key, value in (data | changes).items() if value is not None}


def remove(client, index=0, **headers):
    data = form_data(client, **{f"form-{index}-DELETE": "on"})
    return client.post(reverse(BASKET), data, **headers)


def test_a_removed_line_comes_back_with_its_quantity(cart):
    before = lines(cart)
    assert remove(cart).status_code == 302
    assert lines(cart) == before[1:]
    assert reverse(UNDO) in cart.get(reverse(BASKET)).content.decode()
    cart.post(reverse(UNDO))
    assert sorted(lines(cart)) == sorted(before)


def test_the_answer_to_a_script_offers_it_at_once(cart):
    answer = remove(cart, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert reverse(UNDO) in answer.json()["content_html"]
    cart.post(reverse(UNDO))
    assert len(lines(cart)) == 2


def test_the_last_line_comes_back_into_an_empty_cart(client):
    put_into_cart(client, make_product())
    before = lines(client)
    remove(client)
    assert lines(client) == []
    assert reverse(UNDO) in client.get(reverse(BASKET)).content.decode()
    client.post(reverse(UNDO))
    assert lines(client) == before


def test_undone_twice_is_undone_once(cart):
    before = sorted(lines(cart))
    remove(cart)
    cart.post(reverse(UNDO))
    cart.post(reverse(UNDO))
    assert sorted(lines(cart)) == before


def test_a_change_of_the_cart_after_it_ends_the_offer(cart):
    remove(cart)
    data = form_data(cart, **{"form-0-quantity": 2})
    cart.post(reverse(BASKET), data)
    assert reverse(UNDO) not in cart.get(reverse(BASKET)).content.decode()


def test_what_the_shop_no_longer_sells_is_not_put_back(cart):
    product = cart.get(reverse(BASKET)).context["basket"].all_lines()[0].product
    remove(cart)
    product.stockrecords.update(num_in_stock=0)
    cart.post(reverse(UNDO))
    assert len(lines(cart)) == 1


def test_nothing_is_offered_before_something_was_removed(cart):
    assert reverse(UNDO) not in cart.get(reverse(BASKET)).content.decode()
    assert cart.get(reverse(UNDO)).status_code == 405
