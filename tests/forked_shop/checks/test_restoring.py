"""A cart that was left is taken up by its link: forked baskets, another user model, Oscar's own templates."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import create_product

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, Step
from support_plugin.carts.restoring.flows import make_link
from support_plugin.carts.restoring.models import CartCopy
from tests.helpers.shopping import put_into_cart

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("commits")
def test_in_this_browser_and_in_another(client, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SITE_URL": "https://shop.example"}
    product = create_product(num_in_stock=5)
    put_into_cart(client, product, 2)
    announce_abandoned(now=timezone.now() + timedelta(hours=2))
    Abandonment.objects.update(step=Step.PAYMENT)
    path = urlsplit(make_link(Abandonment.objects.get())[1]).path
    led = client.get(path)
    assert led.status_code == 302
    assert client.get(led.url, follow=True).status_code == 200
    elsewhere = Client()
    page = elsewhere.get(path)
    assert page["Referrer-Policy"] == "no-referrer"
    assert '<meta name="referrer" content="strict-origin">' in page.content.decode()
    assert elsewhere.post(path).status_code == 302
    line = get_model("basket", "Line").objects.get(basket=CartCopy.objects.get().cart)
    assert (line.product, line.quantity) == (product, 2)
    assert elsewhere.get(f"{path[:-10]}/").status_code == 410
