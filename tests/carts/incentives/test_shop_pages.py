"""Codes of one person each stay out of the shop's own lists."""

import pytest
from django.urls import reverse

from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.carts.models import Abandonment

pytestmark = pytest.mark.django_db


def test_the_shops_page_of_offers_shows_none_of_them(client, guests_code):
    page = client.get(reverse("offer:list"))
    assert page.status_code == 200
    assert "For you" not in page.content.decode()


def test_the_dashboards_list_of_vouchers_stays_short(client, guests_code, admin_user):
    client.force_login(admin_user)
    assert guests_code not in client.get(reverse("dashboard:voucher-list")).content.decode()
    assert "For you" in client.get(reverse("dashboard:voucher-set-list")).content.decode()


def test_the_abandonment_that_goes_takes_no_code_along(guests_code):
    Abandonment.objects.all().delete()
    assert PersonalVoucher.objects.get().abandonment is None
