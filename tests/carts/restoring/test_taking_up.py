"""What the link to a cart that was left shows, and what its buttons do."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib import messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity, Step
from support_plugin.carts.restoring.flows import delete_old_links, make_link, take_up
from support_plugin.carts.restoring.models import CartCopy, RestoreLink
from support_plugin.carts.restoring.queries import read_left_cart
from tests.helpers.shopping import find_part, make_product, offer, put_into_cart
from tools.buying.steps import enter_as_guest, send

pytestmark = pytest.mark.django_db

BASKET = reverse("basket:summary")
Basket, Line = get_model("basket", "Basket"), get_model("basket", "Line")


def shown(answer):
    """Return the text of the page's own part."""
    return find_part(answer.content.decode(), '<section class="support-restored"', "</section>")


class TestLinks:
    def test_only_the_hash_of_a_link_is_stored(self, left):
        link = make_link(left)[1]
        token = urlsplit(link).path.strip("/").rpartition("/")[2]
        row = RestoreLink.objects.get()
        assert token not in str(vars(row))
        assert len(token) == 43

    def test_each_link_is_another_and_all_are_good(self, left, elsewhere):
        links = {urlsplit(make_link(left)[1]).path for _ in range(3)}
        assert len(links) == 3
        assert {elsewhere.get(path).status_code for path in links} == {200}

    def test_it_leads_to_the_shops_own_host(self, left):
        assert make_link(left)[1].startswith("https://shop.example/")

    def test_none_is_made_where_nothing_names_the_host(self, left, settings):
        settings.SUPPORT_PLUGIN = {}
        get_model("sites", "Site").objects.update(domain="example.com")
        assert make_link(left)[1] == ""
        assert not RestoreLink.objects.exists()

    def test_none_is_made_to_a_cart_that_is_gone(self, left):
        Basket.objects.all().delete()
        left.refresh_from_db()
        assert make_link(left)[1] == ""

    def test_it_is_in_the_language_of_whoever_left_the_cart(self, left):
        left.language = "ar"
        with translation.override("fa"):
            assert urlsplit(make_link(left)[1]).path.startswith("/ar/")

    def test_expired_links_are_deleted_once_their_use_counts_no_more(self, left, prefer):
        prefer(won_back_days=7)
        for age in (timedelta(0), timedelta(days=6), timedelta(days=8)):
            make_link(left)[1]
            RestoreLink.objects.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now() - age)
        assert delete_old_links() == 1
        assert RestoreLink.objects.count() == 2


class TestWhereTheCartStillIs:
    @pytest.mark.parametrize("step", [Step.CART, Step.BASKET])
    def test_it_leads_to_the_basket_page(self, left, path, left_browser, step):
        Abandonment.objects.update(step=step)
        assert left_browser.get(path).url == BASKET

    @pytest.mark.parametrize("step", [Step.GATEWAY, Step.ADDRESS, Step.METHOD, Step.PAYMENT, Step.PREVIEW])
    def test_it_leads_a_guest_who_has_forgotten_all_to_the_gateway(self, left, path, left_browser, step):
        Abandonment.objects.update(step=step)
        answer = left_browser.get(path)
        assert answer.url == reverse("checkout:index")
        assert left_browser.get(answer.url).status_code == 200

    @pytest.mark.parametrize("step", [Step.ADDRESS, Step.PAYMENT, Step.PREVIEW])
    def test_it_leads_as_far_as_the_conditions_of_the_step_hold(self, left, path, left_browser, step):
        send(left_browser, enter_as_guest("negar@example.com"))
        Abandonment.objects.update(step=step)
        answer = left_browser.get(path)
        assert answer.url == reverse("checkout:shipping-address")
        page = left_browser.get(answer.url)
        assert page.status_code == 200
        # No word of reproach for a step that is not there yet.
        assert not [one for one in page.context["messages"] if one.level >= messages.WARNING]

    def test_what_can_no_longer_be_bought_leads_to_the_basket_page(self, left, path, left_browser):
        Abandonment.objects.update(step=Step.PAYMENT)
        get_model("partner", "StockRecord").objects.update(num_in_stock=0)
        assert left_browser.get(path).url == BASKET

    def test_the_first_visit_is_noted_as_its_use(self, left, path, left_browser):
        left_browser.get(path)
        first = RestoreLink.objects.get().used_at
        assert first is not None
        left_browser.get(path)
        assert RestoreLink.objects.get().used_at == first

    def test_an_accounts_cart_is_in_each_browser_in_which_it_is_logged_in(self, shopper, saffron, elsewhere):
        browser = Client()
        browser.force_login(shopper)
        put_into_cart(browser, saffron)
        announce_abandoned(now=timezone.now() + timedelta(hours=2))
        path = urlsplit(make_link(Abandonment.objects.get())[1]).path
        elsewhere.force_login(shopper)
        assert elsewhere.get(path).url == BASKET

    def test_one_who_has_emptied_it_is_not_led_to_an_empty_cart(self, left, path, left_browser):
        Line.objects.all().delete()
        assert left_browser.get(path).status_code == 200

    def test_a_cart_that_was_merged_at_log_in_is_there_still(
        self, left, path, left_browser, shopper, contents
    ):
        left_browser.force_login(shopper)
        assert contents(left_browser)
        assert left_browser.get(path).url == BASKET


class TestElsewhere:
    def test_it_shows_what_is_in_the_cart_and_what_that_costs(self, path, elsewhere, saffron):
        text = shown(elsewhere.get(path))
        assert saffron.title in text
        assert "× ۲" in text
        assert "۲٬۰۰۰٬۰۰۰" in text

    def test_one_button_puts_it_into_this_browsers_cart(self, path, elsewhere, contents, saffron):
        assert elsewhere.get(path).content.decode().count('<button class="btn btn-primary btn-lg"') == 1
        assert elsewhere.post(path).url == BASKET
        assert contents(elsewhere) == {saffron.pk: 2}

    def test_the_cart_that_was_left_stays_as_it_is(self, path, elsewhere, left_browser, contents, saffron):
        elsewhere.post(path)
        assert contents(left_browser) == {saffron.pk: 2}

    def test_its_use_is_the_press_of_the_button(self, path, elsewhere):
        elsewhere.get(path)
        assert RestoreLink.objects.get().used_at is None
        elsewhere.post(path)
        assert RestoreLink.objects.get().used_at is not None

    def test_whoever_left_the_cart_is_back(self, left, path, elsewhere):
        elsewhere.post(path)
        left.refresh_from_db()
        assert left.returned_at is not None
        # And nothing is waited for where it was left.
        assert CartActivity.objects.get(pk=left.cart_id).idle_from is None

    def test_chosen_options_go_along(self, left, path, elsewhere):
        option = get_model("catalogue", "Option").objects.create(name="Engraving", code="engraving")
        line = Line.objects.get()
        line.attributes.create(option=option, value="نگار")
        elsewhere.post(path)
        copied = Line.objects.exclude(pk=line.pk).get()
        assert [(one.option, one.value) for one in copied.attributes.all()] == [(option, "نگار")]

    def test_what_was_not_in_the_cart_when_it_was_left_is_not_shown(
        self, left, path, left_browser, elsewhere, contents, saffron
    ):
        put_into_cart(left_browser, make_product(price=50_000))
        # The same with another engraving, some hours later.
        made = Line.objects.create(
            basket_id=left.cart_id,
            product=saffron,
            stockrecord=saffron.stockrecords.get(),
            line_reference="later",
            quantity=7,
        )
        Line.objects.filter(pk=made.pk).update(date_created=left.abandoned_at + timedelta(hours=1))
        elsewhere.post(path)
        assert contents(elsewhere) == {saffron.pk: 2}

    def test_with_another_cart_it_asks_first(self, path, elsewhere, contents, tea):
        put_into_cart(elsewhere, tea)
        answer = elsewhere.post(path)
        assert answer.status_code == 200
        assert [value in answer.content.decode() for value in ('"both"', '"instead"', '"keep"')] == [True] * 3
        assert contents(elsewhere) == {tea.pk: 1}

    def test_both_carts_are_joined_where_that_is_chosen(self, path, elsewhere, contents, tea, saffron):
        put_into_cart(elsewhere, tea)
        elsewhere.post(path, {"choice": "both"})
        assert contents(elsewhere) == {tea.pk: 1, saffron.pk: 2}

    def test_the_own_cart_stays_where_that_is_chosen(self, path, elsewhere, contents, tea):
        put_into_cart(elsewhere, tea)
        assert elsewhere.post(path, {"choice": "keep"}).url == BASKET
        assert contents(elsewhere) == {tea.pk: 1}
        assert not CartCopy.objects.exists()

    def test_a_guests_own_goods_are_replaced_and_that_is_said_before(
        self, path, elsewhere, contents, tea, saffron
    ):
        put_into_cart(elsewhere, tea)
        with translation.override("en"):
            path = path.replace("/fa/", "/en/")
            assert "removes what is in your cart now" in shown(elsewhere.get(path))
        elsewhere.post(path, {"choice": "instead"})
        assert contents(elsewhere) == {saffron.pk: 2}

    def test_an_accounts_own_goods_are_saved_for_later(
        self, path, elsewhere, contents, tea, saffron, other_shopper
    ):
        elsewhere.force_login(other_shopper)
        put_into_cart(elsewhere, tea)
        elsewhere.post(path, {"choice": "instead"})
        assert contents(elsewhere) == {saffron.pk: 2}
        saved = Basket.saved.get(owner=other_shopper)
        assert list(saved.lines.values_list("product", flat=True)) == [tea.pk]

    def test_the_same_goods_in_both_are_there_once(self, path, elsewhere, contents, saffron):
        put_into_cart(elsewhere, saffron, 1)
        elsewhere.post(path, {"choice": "both"})
        assert contents(elsewhere) == {saffron.pk: 2}

    def test_a_cart_that_is_paid_in_another_tab_is_left_alone(self, left, path, elsewhere, tea, contents):
        put_into_cart(elsewhere, tea)
        request = elsewhere.get("/fa/").wsgi_request
        own = Basket.objects.filter(pk=request.basket.pk)
        own.update(status=Basket.FROZEN)
        taken = read_left_cart(left, request.user)
        assert taken is not None
        assert take_up(request, taken) == []
        assert list(own.get().lines.values_list("product", flat=True)) == [tea.pk]

    def test_afterwards_the_link_leads_to_the_copy(self, path, elsewhere):
        elsewhere.post(path)
        assert elsewhere.get(path).url == BASKET

    def test_whoever_has_emptied_the_copy_may_take_it_again(self, path, elsewhere, contents, saffron):
        elsewhere.post(path)
        Line.objects.filter(basket=CartCopy.objects.get().cart).delete()
        elsewhere.post(path)
        assert contents(elsewhere) == {saffron.pk: 2}

    def test_a_guests_cart_that_was_merged_at_log_in_can_be_copied(
        self, left, path, left_browser, shopper, elsewhere, contents, saffron
    ):
        left_browser.force_login(shopper)
        contents(left_browser)
        elsewhere.post(path)
        assert contents(elsewhere) == {saffron.pk: 2}


class TestWhatHasChanged:
    @pytest.fixture(autouse=True)
    def english(self, path):
        self.path = path.replace("/fa/", "/en/")

    def price(self, amount, **fields):
        get_model("partner", "StockRecord").objects.update(price=amount, **fields)

    @pytest.mark.parametrize(("now", "word"), [(1_500_000, "rose"), (800_000, "fell")])
    def test_another_price_is_said_with_the_former_one(self, elsewhere, now, word):
        self.price(now)
        text = shown(elsewhere.get(self.path))
        assert f"The price {word}:" in text
        assert "1,000,000" in text

    def test_an_offer_is_no_other_price(self, elsewhere):
        offer("Percentage", 10)
        text = shown(elsewhere.get(self.path))
        assert "The price" not in text
        assert "1,800,000" in text

    def test_fewer_in_stock_are_said_and_taken(self, elsewhere, contents, saffron):
        self.price(1_000_000, num_in_stock=1)
        assert "Only 1 of 2" in shown(elsewhere.get(self.path))
        answer = elsewhere.post(self.path, follow=True)
        assert "Only 1 of" in str(next(iter(answer.context["messages"])))
        assert contents(elsewhere) == {saffron.pk: 1}

    def test_another_currency_is_said_and_not_compared(self, elsewhere):
        self.price(10, price_currency="EUR")
        text = shown(elsewhere.get(self.path))
        assert "in another currency" in text
        assert "The price rose" not in text
        assert "The price fell" not in text

    def test_what_is_left_of_several_can_be_taken(self, left_browser, elsewhere, contents, saffron):
        Abandonment.objects.all().delete()
        other = make_product(price=20_000)
        get_model("catalogue", "Product").objects.filter(pk=other.pk).update(title="Cardamom")
        put_into_cart(left_browser, other)
        announce_abandoned(now=timezone.now() + timedelta(hours=9))
        path = urlsplit(make_link(Abandonment.objects.get())[1]).path.replace("/fa/", "/en/")
        other.delete()
        text = shown(elsewhere.get(path))
        assert "Cardamom" in text
        assert "no longer sold" in text
        elsewhere.post(path)
        assert contents(elsewhere) == {saffron.pk: 2}

    @pytest.mark.parametrize("gone", ["deleted", "hidden", "sold out"])
    def test_where_nothing_is_left_the_shop_is_offered(self, elsewhere, saffron, gone):
        if gone == "deleted":
            saffron.delete()
        elif gone == "hidden":
            saffron.is_public = False
            saffron.save()
        else:
            self.price(1_000_000, num_in_stock=0)
        answer = elsewhere.get(self.path)
        assert "Nothing that was in this cart is sold" in shown(answer)
        assert (
            "<button"
            not in answer.content.decode().partition("support-restored")[2].partition("</section>")[0]
        )
        elsewhere.post(self.path)
        assert not CartCopy.objects.exists()

    def test_goods_in_another_currency_than_the_own_cart_stay_out(self, elsewhere, contents, tea, saffron):
        put_into_cart(elsewhere, tea)
        get_model("partner", "StockRecord").objects.filter(product=saffron).update(price_currency="EUR")
        elsewhere.post(self.path, {"choice": "both"})
        assert contents(elsewhere) == {tea.pk: 1}
        assert not CartCopy.objects.exists()


class TestVouchers:
    @pytest.fixture
    def voucher(self, left):
        made = factories.VoucherFactory(code="SPRING", usage="Multi-use")
        made.offers.add(offer("Percentage", 10))
        Basket.objects.get(pk=left.cart_id).vouchers.add(made)
        return made

    def test_one_for_everybody_goes_along(self, path, elsewhere, voucher):
        elsewhere.post(path)
        assert list(CartCopy.objects.get().cart.vouchers.all()) == [voucher]

    @pytest.mark.parametrize(
        "fields", [{"usage": "Single use"}, {"usage": "Once per customer"}, {"end_datetime": timezone.now()}]
    )
    def test_one_that_counts_once_or_no_longer_does_not(self, path, elsewhere, voucher, fields):
        get_model("voucher", "Voucher").objects.update(**fields)
        page = elsewhere.get(path.replace("/fa/", "/en/"))
        assert "does not come along" in shown(page)
        assert "SPRING" not in page.content.decode()
        elsewhere.post(path)
        assert not CartCopy.objects.get().cart.vouchers.exists()
