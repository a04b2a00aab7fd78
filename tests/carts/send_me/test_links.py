"""The link to a cart that nobody has left: where it leads, and what comes of its copies."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment
from support_plugin.carts.restoring.flows import delete_old_links
from support_plugin.carts.restoring.models import CartCopy, RestoreLink, SharedCart
from support_plugin.carts.restoring.queries import copies_by_cart, copies_of_cart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.outbox.models import Event
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, find_person
from tests.carts.orders import staff_order
from tests.carts.send_me.conftest import PATH, PERSON
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

Basket, Line = get_model("basket", "Basket"), get_model("basket", "Line")


@pytest.fixture(autouse=True)
def _commits(commits):
    """Carts are followed after the commit."""


@pytest.fixture
def path(asker, ask):
    """Where the copied link leads, on the shop's own host."""
    return urlsplit(ask(asker, way="link").json()["link"]).path


def lines_of(browser):
    cart = browser.get("/").wsgi_request.basket
    return dict(Line.objects.filter(basket=cart.pk).values_list("product", "quantity"))


def test_the_token_is_stored_as_a_hash_alone_and_is_good_for_14_days(path):
    link = RestoreLink.objects.get()
    token = path.rstrip("/").rpartition("/")[2]
    assert token not in str(list(RestoreLink.objects.values()))
    assert timedelta(days=14) - (link.expires_at - link.made_at) == timedelta(0)


def test_in_the_browser_that_has_the_cart_it_leads_to_the_cart(asker, path):
    assert asker.get(path).headers["Location"] == "/fa/basket/"
    assert not CartCopy.objects.exists()


def test_another_browser_sees_the_cart_and_takes_it_by_one_press(elsewhere, path, saffron):
    page = elsewhere.get(path)
    assert page.status_code == 200
    assert "زعفران" in page.content.decode()
    assert lines_of(elsewhere) == {}
    for _twice in range(2):
        assert elsewhere.post(path).headers["Location"] == "/fa/basket/"
    assert lines_of(elsewhere) == {saffron.pk: 2}


def test_what_was_put_in_later_is_not_shown(asker, elsewhere, path, saffron):
    later = make_product()
    put_into_cart(asker, later)
    elsewhere.post(path)
    assert lines_of(elsewhere) == {saffron.pk: 2}


def test_two_links_to_the_same_contents_put_them_in_once(asker, elsewhere, ask, path, saffron):
    again = urlsplit(ask(asker, way="link").json()["link"]).path
    assert again != path
    assert SharedCart.objects.count() == 1
    elsewhere.post(path)
    assert elsewhere.post(again).headers["Location"] == "/fa/basket/"
    assert lines_of(elsewhere) == {saffron.pk: 2}


def test_it_ends_after_14_days_and_with_the_order(asker, ask, elsewhere, path):
    RestoreLink.objects.update(expires_at=timezone.now())
    assert elsewhere.get(path).status_code == 410
    path = urlsplit(ask(asker, way="link").json()["link"]).path
    assert elsewhere.get(path).status_code == 200
    staff_order(cart=Basket.objects.get(pk=SharedCart.objects.get().cart_id))
    assert elsewhere.get(path).status_code == 410
    assert elsewhere.post(path).status_code == 410


def test_without_a_script_the_link_is_on_a_page_that_nobody_keeps(asker):
    answer = asker.post(PATH, {"way": "link"})
    page = answer.content.decode()
    field = re.search(r'<input[^>]*id="support-send-link"[^>]*>', page)[0]
    assert "readonly" in field
    assert "https://shop.example/fa/support/cart/" in field
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_cart_left_later_and_bought_as_a_copy_counts_as_won_back(elsewhere, path):
    elsewhere.post(path)
    announce_abandoned(now=timezone.now() + timedelta(hours=2))
    original = SharedCart.objects.get().cart_id
    left = Abandonment.objects.get(cart=original)
    copy = CartCopy.objects.get().cart
    assert list(copies_of_cart(original)) == [{"cart": copy.pk}]
    assert copies_by_cart([original]) == {original: {copy.pk}}
    placed = staff_order(cart=copy, date_placed=timezone.now() + timedelta(hours=3))
    left.refresh_from_db()
    assert left.order_number == placed.number
    found = [one.data for one in Event.objects.filter(kind="cart.recovered") if one.data["by"] == "copy"]
    assert [one["order"] for one in found] == [placed.number]


def test_a_cart_that_was_merged_at_a_log_in_is_led_to_where_it_is_now(
    asker, elsewhere, path, shopper, saffron
):
    own = Basket.open.create(owner=shopper)
    asker.force_login(shopper)
    asker.get("/fa/basket/")
    assert [one.cart_id for one in CartCopy.objects.all()] == [own.pk]
    assert asker.get(path).headers["Location"] == "/fa/basket/"
    elsewhere.post(path)
    assert lines_of(elsewhere) == {saffron.pk: 2}


def test_old_links_go_and_with_the_last_one_what_was_in_the_cart(asker, ask, path):
    ask(asker)
    delete_old_links()
    assert SharedCart.objects.exists()
    then = timezone.now() - timedelta(days=40)
    RestoreLink.objects.update(expires_at=then)
    SharedCart.objects.update(shared_at=then)
    delete_old_links()
    assert not RestoreLink.objects.exists()
    assert not SharedCart.objects.exists()
    assert not CartMessage.objects.exists()


def test_it_is_exported_and_deleted_with_the_person_who_asked(client, shopper, saffron, ask, elsewhere):
    client.force_login(shopper)
    put_into_cart(client, saffron)
    ask(client)
    elsewhere.post(urlsplit(ask(client, way="link").json()["link"]).path)
    found = export_person(find_person(shopper.email))
    assert [one["to"] for one in found["carts_sent_on_request"]] == [shopper.email]
    assert [len(one["links"]) for one in found["shared_carts"]] == [1]
    assert [len(one["lines"]) for one in found["shared_carts"]] == [1]
    person = find_person(shopper.email)
    held = count_held(person)
    deleted = delete_person(person)
    for model in (SharedCart, CartMessage, RestoreLink, CartCopy):
        assert held[str(model._meta.verbose_name_plural)] == 1
        assert deleted[model._meta.label] == 1
        assert not model.objects.exists()


def test_it_is_exported_and_deleted_with_whoever_it_was_sent_to(asker, ask):
    ask(asker)
    found = export_person(find_person(PERSON))
    assert [one["to"] for one in found["carts_sent_on_request"]] == [PERSON]
    delete_person(find_person(PERSON))
    assert not CartMessage.objects.exists()
    # The cart is somebody else's, as far as anybody knows.
    assert SharedCart.objects.exists()
