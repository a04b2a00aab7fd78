"""The button of a link, pressed in several tabs at the same moment."""

import pytest
from django.test import Client
from oscar.core.loading import get_model

from support_plugin.carts.restoring.models import CartCopy
from tests.helpers.shopping import put_into_cart
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("choice", ["both", "instead"])
def test_six_tabs_at_once_add_once(path, elsewhere, tea, saffron, choice, other_shopper):
    elsewhere.force_login(other_shopper)
    put_into_cart(elsewhere, tea)
    tabs = [Client() for _number in range(6)]
    for tab in tabs:
        tab.cookies.load(elsewhere.cookies.output(header=""))
    answers = at_once(*[lambda tab=tab: tab.post(path, {"choice": choice}).status_code for tab in tabs])
    assert answers == [302] * 6
    own, goods = {tea.pk: 1}, {saffron.pk: 2}
    lines = get_model("basket", "Line").objects.filter(basket__owner=other_shopper)
    found = {
        status: dict(lines.filter(basket__status=status).values_list("product", "quantity"))
        for status in ("Open", "Saved")
    }
    # What is set aside is set aside once: the copy itself stays.
    is_replaced = choice == "instead"
    assert found == {
        "Open": goods if is_replaced else {**goods, **own},
        "Saved": own if is_replaced else {},
    }
    assert CartCopy.objects.count() == 1
