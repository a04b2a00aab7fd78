"""Django admin's pages of the shop's own models: the dates on them, and nothing else, are the reader's."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import formats, translation
from oscar.core.loading import get_model
from oscar.test import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
MOMENT = datetime(2026, 11, 25, 14, 5, tzinfo=ZoneInfo("Asia/Tehran"))
LISTS = [
    "order_order",
    "voucher_voucher",
    "offer_conditionaloffer",
    "catalogue_product",
    "basket_basket",
    "analytics_userrecord",
    "auth_user",
]


@pytest.fixture
def order(admin_user):
    """An order of that moment, which somebody has changed then."""
    placed = factories.create_order(number="1001", user=admin_user)
    get_model("order", "Order").objects.update(date_placed=MOMENT)
    kind = ContentType.objects.get_for_model(placed)
    LogEntry.objects.create(
        user=admin_user, content_type=kind, object_id=placed.pk, object_repr="1001", action_flag=CHANGE
    )
    LogEntry.objects.update(action_time=MOMENT)
    return placed


def read(client, language, name, *args):
    with translation.override(language):
        page = client.get(reverse(f"admin:{name}", args=args))
    assert page.status_code == 200, name
    return page.content.decode()


@pytest.mark.parametrize(
    ("language", "shown"),
    [("fa", "۴ آذر ۱۴۰۵، ساعت ۱۴:۰۵"), ("ar", "٢٥ نوفمبر ٢٠٢٦، ٢:٠٥ م"), ("en", "Nov. 25, 2026, 2:05 p.m.")],
)
def test_lists_and_histories_show_the_readers_dates(admin_client, order, settings, language, shown):
    settings.TIME_ZONE = "Asia/Tehran"
    assert shown in read(admin_client, language, "order_order_changelist")
    assert shown in read(admin_client, language, "order_order_history", order.pk)


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens(admin_client, order, language, name):
    read(admin_client, language, f"{name}_changelist")


def test_fields_of_the_shops_own_forms_keep_the_form_that_they_take_back(admin_client, order):
    page = read(admin_client, "fa", "order_order_change", order.pk)
    assert 'value="2026-11-25"' in page


def test_a_shop_without_translation_keeps_djangos_dates(settings):
    settings.USE_I18N = False
    settings.LANGUAGE_CODE = "fa"
    assert formats.date_format(MOMENT) == formats.date_format.__wrapped__(MOMENT)
