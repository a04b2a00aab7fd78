"""A save of the shop's costs the search nothing, in a transaction or outside of one."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model
from oscar.test.factories import create_order, create_product

from support_plugin.search import handlers, pending_rows
from support_plugin.search.queries import find_ids
from support_plugin.search.silent_changes import compare_with_rows
from support_plugin.shop.searched import PRODUCT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def product():
    product = create_product(title="روسری", price=10, num_in_stock=1)
    pending_rows.index_pending_rows()
    return product


def rename(product):
    product.title = "شال"
    product.save()


@pytest.mark.parametrize(
    "model",
    [("catalogue", "Product"), ("partner", "StockRecord"), ("order", "Order"), ("auth", "User")],
)
def test_a_save_outside_of_a_transaction_asks_nothing_more(product, model, monkeypatch):
    get_user_model().objects.create_user("negar", "negar@example.com")
    create_order(number="1")
    row = get_model(*model)._base_manager.first()

    def cost():
        with CaptureQueriesContext(connection) as asked:
            row.save()
        return len(asked)

    cost()  # reads what belongs to the row
    whole = cost()
    monkeypatch.setattr(handlers, "index_row_soon", lambda kind, pk: None)
    assert whole == cost()


def test_it_is_found_at_the_end_of_the_next_request(product, client):
    rename(product)
    assert not find_ids(PRODUCT, "شال", 10)
    client.get("/")
    assert find_ids(PRODUCT, "شال", 10) == [str(product.pk)]
    assert not find_ids(PRODUCT, "روسری", 10)


def test_many_saves_wait_together_and_not_without_end(product, monkeypatch):
    monkeypatch.setattr(pending_rows, "MOST", 2)
    rename(product)
    rename(product)
    assert not find_ids(PRODUCT, "شال", 10)
    create_product(title="شال ۲")
    assert len(find_ids(PRODUCT, "شال", 10)) == 2


def test_what_a_killed_process_forgot_is_found_after_a_tick(product):
    rename(product)
    pending_rows._waiting.clear()
    call_command("support_tick", stdout=io.StringIO())
    assert find_ids(PRODUCT, "شال", 10) == [str(product.pk)]


def test_what_is_right_is_not_stored_again(product):
    assert compare_with_rows() == 0
    get_model("catalogue", "Product").objects.filter(pk=product.pk).update(title="شال")
    assert compare_with_rows() == 1


@pytest.mark.parametrize("error", [OperationalError("disk full"), ValueError("disk full")])
def test_what_goes_wrong_is_logged_and_harms_no_request(product, client, monkeypatch, caplog, error):
    def refuse(*args):
        raise error

    monkeypatch.setattr(pending_rows, "index_rows", refuse)
    rename(product)
    assert client.get("/").status_code < 500
    assert "disk full" in caplog.text
