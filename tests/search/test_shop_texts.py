"""Customers, orders and products are found by what the shop knows of them."""

import io

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model
from oscar.test.factories import (
    CountryFactory,
    ShippingAddressFactory,
    UserAddressFactory,
    create_order,
    create_product,
)

from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import find_person
from support_plugin.preferences.queries import get_preferences
from support_plugin.search.models import ShopText
from support_plugin.search.queries import find_ids
from support_plugin.search.silent_changes import index_missing_rows
from support_plugin.shop.searched import CUSTOMER, ORDER, PRODUCT
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return make_user("negar@example.com", first_name="نگار", last_name="رضايي‌پور")


@pytest.fixture
def order(customer):
    iran = CountryFactory(iso_3166_1_a2="IR", name="Iran")
    address = ShippingAddressFactory(
        first_name="علی", last_name="كريمي", phone_number="+989121234567", country=iran
    )
    return create_order(number="SF-1023", user=customer, shipping_address=address)


def found(kind, query):
    return find_ids(kind, query, 10)


@pytest.mark.parametrize(
    "query", ["نگار", "رضایی پور", "رضاییپور", "رضايي", "NEGAR@example", "نگار رضایی‌پور"]
)
def test_a_customer_is_found_by_name_and_address(customer, query):
    assert found(CUSTOMER, query) == [str(customer.pk)]
    customer.refresh_from_db()
    assert customer.last_name == "رضايي‌پور"


def test_no_word_is_found_across_two_parts(customer):
    assert not found(CUSTOMER, "پورnegar")


@pytest.mark.parametrize("phone", ["09121234567", "۰۹۱۲۱۲۳۴۵۶۷", "+989121234567", "9121234567"])
def test_a_customer_is_found_by_the_telephone_number_of_an_address(customer, phone):
    address = UserAddressFactory(user=customer, phone_number="+989121234567")
    assert found(CUSTOMER, phone) == [str(customer.pk)]
    address.delete()
    assert not found(CUSTOMER, phone)


@pytest.mark.parametrize(
    "query", ["sf-۱۰۲۳", "SF-1023", "کریمی", "علی کریمی", "نگار", "negar", "09121234567"]
)
def test_an_order_is_found_by_number_names_address_and_telephone(order, query):
    assert found(ORDER, query) == [str(order.pk)]


def test_an_order_follows_a_corrected_address(order):
    address = order.shipping_address
    address.last_name = "حسینی"
    address.save()
    assert found(ORDER, "حسيني") == [str(order.pk)]
    assert not found(ORDER, "کریمی")


def test_a_product_is_found_by_title_upc_and_sku():
    product = create_product(upc="626-1", title="روسری نخي", price=10, num_in_stock=1, partner_name="p")
    sku = product.stockrecords.get()
    sku.partner_sku = "KH-77"
    sku.save()
    for query in ("نخی", "۶۲۶", "kh-۷۷", "روسرى"):
        assert found(PRODUCT, query) == [str(product.pk)]


def test_a_product_is_found_by_its_title_in_every_language():
    product = create_product(title="x")
    product.title_fa, product.title_ar = "فرش دستباف", "سجاد يدوي"
    product.save()
    assert found(PRODUCT, "دست باف") == found(PRODUCT, "یدوی") == [str(product.pk)]


def test_what_is_deleted_is_found_no_more(order, customer):
    order.delete()
    get_model("catalogue", "Product").objects.all().delete()
    assert set(ShopText.objects.values_list("kind", flat=True)) == {CUSTOMER}
    customer.delete()
    assert not ShopText.objects.exists()


def test_the_orders_of_a_deleted_account_no_longer_hold_its_name(order, customer):
    customer.delete()
    assert not found(ORDER, "نگار")
    assert not found(ORDER, "negar")
    assert found(ORDER, "کریمی") == [str(order.pk)]


def test_a_log_in_costs_nothing(customer, django_assert_num_queries):
    get_preferences()
    with django_assert_num_queries(1):
        user_logged_in.send(sender=type(customer), request=RequestFactory().get("/"), user=customer)


@pytest.mark.parametrize("model", ["catalogue.Product", "order.Order", "auth.User"])
def test_saving_often_in_one_transaction_costs_the_search_as_much_as_once(order, model):
    row = apps.get_model(model)._base_manager.first()

    def cost(times):
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            for _time in range(times):
                row.save()
        return len([query for query in asked if not query["sql"].startswith("UPDATE")])

    assert cost(5) == cost(1) <= 2 + 3  # the transaction's savepoint; the row, what belongs to it, its text


def test_a_save_asks_nothing_more_before_the_commit(order, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        order.save()


def test_what_came_in_bulk_is_found_after_a_tick():
    user = get_user_model()
    user.objects.bulk_create(
        [user(username=f"u{n}", email=f"u{n}@x.ir", first_name="مهسا") for n in range(3)]
    )
    assert not found(CUSTOMER, "مهسا")
    call_command("support_tick", stdout=io.StringIO())
    assert len(found(CUSTOMER, "مهسا")) == 3
    assert index_missing_rows() == 0
    user.objects.bulk_create([user(username="u9", email="u9@x.ir", first_name="مهسا")])
    assert index_missing_rows() == 1


def test_the_rebuild_finds_what_changed_behind_its_back(customer):
    get_user_model().objects.filter(pk=customer.pk).update(first_name="ژاله")
    gone = make_user("gone@example.com")
    get_user_model().objects.filter(pk=gone.pk)._raw_delete("default")
    call_command("support_index_search", stdout=io.StringIO())
    assert found(CUSTOMER, "ژاله") == [str(customer.pk)]
    assert ShopText.objects.filter(kind=CUSTOMER).count() == get_user_model().objects.count()


def test_deleting_a_person_leaves_no_text_of_account_or_orders(order, customer):
    other = make_user("other@example.com")
    assert "نگار رضايي‌پور" in export_person(find_person(customer.email))["found_by"]
    delete_person(find_person(customer.email))
    assert list(ShopText.objects.exclude(kind=PRODUCT).values_list("object_id", flat=True)) == [str(other.pk)]
    assert get_model("order", "Order").objects.filter(pk=order.pk).exists()


def test_a_database_that_refuses_never_stops_the_shopper(customer, monkeypatch, caplog):
    from django.db import OperationalError

    from support_plugin.search import pending_rows

    def refuse(*args):
        raise OperationalError("disk full")

    monkeypatch.setattr(pending_rows, "index_rows", refuse)
    customer.first_name = "لیلا"
    customer.save()
    customer.refresh_from_db()
    assert customer.first_name == "لیلا"
    assert "disk full" in caplog.text
