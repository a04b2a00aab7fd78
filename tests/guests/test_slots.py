import re

import pytest
from django.template import Context, Template
from django.urls import resolve, reverse
from django.utils import translation

from support_plugin.preferences.models import SupportSettings
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PROMPT = '<section class="support-guest"'


@pytest.fixture
def with_cart(client):
    """A guest's browser with something in the cart."""
    put_into_cart(client, make_product())
    return client


def read_fields(html):
    """Return the prompt's fields: {name: value}."""
    prompt = html[html.index(PROMPT) :].partition("</section>")[0]
    inputs = re.findall(r"<input\b[^>]*>", prompt)
    pairs = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in inputs]
    return {name[1]: value[1] if value else "" for name, value in pairs if name}


def show_gateway(client):
    return client.get(reverse("checkout:index")).content.decode()


def send_prompt(client, email):
    """Fill in the prompt as it stands on the page, and send it."""
    data = {**read_fields(show_gateway(client)), "username": email}
    data.pop("csrfmiddlewaretoken")
    return client.post(reverse("checkout:index"), data)


def test_an_email_address_is_all_a_guest_needs_to_go_on(with_cart):
    answer = send_prompt(with_cart, "guest@example.com")
    assert (answer.status_code, answer.url) == (302, reverse("checkout:shipping-address"))
    assert with_cart.get(answer.url).status_code == 200
    assert read_fields(show_gateway(with_cart))["username"] == "guest@example.com"


def test_the_prompt_stands_before_the_shops_own_form_which_stays(with_cart):
    html = show_gateway(with_cart)
    assert html.index(PROMPT) < html.index('type="password"')


@pytest.mark.parametrize("email", ["", "no address", "<script>@example.com"])
def test_an_error_is_shown_once_and_what_was_typed_is_kept(with_cart, email):
    with translation.override("en"):
        html = send_prompt(with_cart, email).content.decode()
    html = html[html.index(PROMPT) :]
    errors = re.findall("This field is required|Enter a valid email address", html)
    assert len(errors) == 1
    assert html.index("support-errors") < html.index(errors[0]) < html.index("</section>")
    assert read_fields(html)["username"] == email.replace("<", "&lt;").replace(">", "&gt;")
    assert 'aria-invalid="true"' in html[: html.index("</section>")]
    assert "<script>@" not in html


def test_the_shops_own_form_keeps_its_errors(with_cart):
    data = {"username": "nobody@example.com", "options": "existing", "password": "wrong"}
    html = with_cart.post(reverse("checkout:index"), data).content.decode()
    prompt = html[html.index(PROMPT) :].partition("</section>")[0]
    assert "support-errors" not in prompt
    assert "alert" in html
    assert read_fields(html)["username"] == "nobody@example.com"


def test_where_the_shop_stops_guests_with_an_account_they_are_led_to_the_password(
    with_cart, shopper, settings
):
    settings.OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = False
    html = send_prompt(with_cart, shopper.email).content.decode()
    target = re.search(r'<a href="#([^"]+)"', html[html.index("support-errors") :])[1]
    assert re.search(rf'<input type="password"[^>]*id="{target}"', html)
    assert re.search(r'value="existing"[^>]*checked', html), "Oscar's own form is ready for the log-in"


def test_nobody_opens_a_second_account_where_guests_with_an_account_go_on(with_cart, shopper):
    data = {"username": shopper.email, "options": "new"}
    assert with_cart.post(reverse("checkout:index"), data).status_code == 200
    assert with_cart.post(reverse("checkout:index"), {**data, "options": "anonymous"}).status_code == 302


def test_a_shopper_who_is_logged_in_gets_no_prompt(rf, shopper, django_user_model):
    request = rf.get(reverse("checkout:index"))
    request.resolver_match = resolve(request.path)
    request.user = shopper
    assert render(request) == "[]"


def render(request):
    from oscar.core.loading import get_class

    form = get_class("checkout.forms", "GatewayForm")()
    context = Context({"request": request, "form": form})
    return Template("{% load support %}[{% support_guest_prompt %}]").render(context)


def test_a_shop_that_wants_an_account_gets_no_prompt(rf, settings):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get(reverse("checkout:index"))
    request.user = AnonymousUser()
    assert PROMPT in render(request)
    settings.OSCAR_ALLOW_ANON_CHECKOUT = False
    assert render(request) == "[]"


def test_the_admin_switches_the_prompt_off(with_cart):
    SupportSettings.objects.create(guests_enabled=False)
    assert PROMPT not in show_gateway(with_cart)


def test_the_field_is_ready_for_autofill_and_left_to_right(with_cart):
    field = re.search(r'<input[^>]*id="support-guest-email"[^>]*>', show_gateway(with_cart))[0]
    for attribute in ('type="email"', 'autocomplete="email"', 'inputmode="email"', 'dir="ltr"', "required"):
        assert attribute in field


def test_a_shops_form_with_a_prefix_gets_the_names_it_expects(rf):
    from django.contrib.auth.models import AnonymousUser
    from oscar.core.loading import get_class

    request = rf.get(reverse("checkout:index"))
    request.user = AnonymousUser()
    form = get_class("checkout.forms", "GatewayForm")(prefix="gate")
    template = Template("{% load support %}{% support_guest_prompt %}")
    fields = read_fields(template.render(Context({"request": request, "form": form})))
    assert fields["gate-options"] == "anonymous"
    assert "gate-username" in fields


def show_basket(client):
    return client.get(reverse("basket:summary")).content.decode()


def send_from_basket(client, email):
    """Fill in the prompt as it stands on the basket page, and send it where it says."""
    html = show_basket(client)
    action = re.search(r'<form method="post" action="([^"]*)"', html[html.index(PROMPT) :])[1]
    return client.post(action, {**read_fields(html), "username": email})


def test_the_prompt_on_the_basket_page_leads_to_the_address_without_the_gateway(with_cart):
    answer = send_from_basket(with_cart, "guest@example.com")
    assert (answer.status_code, answer.url) == (302, reverse("checkout:shipping-address"))
    assert read_fields(show_basket(with_cart))["username"] == "guest@example.com"


def test_an_error_made_on_the_basket_page_is_shown_in_the_prompt_of_the_gateway(with_cart):
    html = send_from_basket(with_cart, "no address").content.decode()
    assert "support-errors" in html[html.index(PROMPT) :].partition("</section>")[0]


def test_the_basket_of_somebody_who_is_logged_in_has_no_prompt(with_cart, shopper):
    assert PROMPT in show_basket(with_cart)
    with_cart.force_login(shopper)
    put_into_cart(with_cart, make_product())
    assert PROMPT not in show_basket(with_cart)


@pytest.mark.parametrize("field", ["guests_enabled", "basket_prompt_enabled"])
def test_the_admin_takes_the_prompt_off_the_basket_page(with_cart, field):
    SupportSettings.objects.create(**{field: False})
    assert PROMPT not in show_basket(with_cart)


def test_a_shop_that_wants_an_account_has_no_prompt_on_the_basket_page(with_cart, settings):
    settings.OSCAR_ALLOW_ANON_CHECKOUT = False
    assert PROMPT not in show_basket(with_cart)


def without_chance(html):
    """Return a page without what differs with each request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)


def test_nobody_learns_from_the_prompt_whether_an_email_has_an_account(shopper):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    answers = []
    for email in (shopper.email, "nobody@example.com"):
        browser = Client()
        put_into_cart(browser, make_product())
        with CaptureQueriesContext(connection) as queries:
            answer = send_prompt(browser, email)
        page = without_chance(show_gateway(browser)).replace(email, "EMAIL")
        answers.append((answer.status_code, answer.url, len(queries), re.sub(r"\d+", "", page)))
    assert answers[0] == answers[1]


def test_the_log_in_is_offered_to_everybody_and_comes_back_to_the_checkout(with_cart):
    html = show_basket(with_cart)
    prompt = html[html.index(PROMPT) :].partition("</section>")[0]
    for name in ("customer:login", "customer:register"):
        assert f'href="{reverse(name)}?next=' in prompt
        assert reverse("checkout:shipping-address").replace("/", "%2F") in prompt


def test_the_shops_own_form_is_folded_until_it_has_something_to_say(with_cart):
    way = '<details class="support-account-way"'
    assert f"{way}>" in show_gateway(with_cart)
    data = {"username": "nobody@example.com", "options": "existing", "password": "wrong"}
    assert f"{way} open>" in with_cart.post(reverse("checkout:index"), data).content.decode()


def test_the_admins_headline_is_shown_as_text(with_cart):
    SupportSettings.objects.create(guest_titles={"fa": "<b>بدون حساب</b>"})
    assert "&lt;b&gt;بدون حساب" in show_gateway(with_cart)


def test_the_signal_reports_guests_and_nobody_else(with_cart, shopper, commits):
    from support_plugin.signals import guest_chosen
    from tests.factories import PASSWORD

    received = []

    def receive(request, email, **kwargs):
        received.append(email)

    guest_chosen.connect(receive)
    send_prompt(with_cart, "guest@example.com")
    url = reverse("checkout:index")
    with_cart.post(url, {"username": "new@example.com", "options": "new"})
    with_cart.post(url, {"username": shopper.email, "options": "existing", "password": PASSWORD})
    guest_chosen.disconnect(receive)
    assert received == ["guest@example.com"]


def test_the_prompt_costs_the_basket_page_neither_a_query_nor_a_session(with_cart, settings):
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 60}
    show_basket(with_cart)
    counts = []
    for is_shown in (True, False):
        SupportSettings.objects.update_or_create(pk=1, defaults={"guests_enabled": is_shown})
        show_basket(with_cart)  # reads the preferences again
        with CaptureQueriesContext(connection) as queries:
            assert (PROMPT in show_basket(with_cart)) == is_shown
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert not any("checkout_data" in session.get_decoded() for session in Session.objects.all())
