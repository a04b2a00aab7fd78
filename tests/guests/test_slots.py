import re

import pytest
from django.template import Context, Template
from django.urls import resolve, reverse
from django.utils import translation

from support_plugin.preferences.models import SupportSettings
from tests.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db

PROMPT = '<section class="support-guest"'


@pytest.fixture
def guest(client):
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


def test_an_email_address_is_all_a_guest_needs_to_go_on(guest):
    answer = send_prompt(guest, "guest@example.com")
    assert (answer.status_code, answer.url) == (302, reverse("checkout:shipping-address"))
    assert guest.get(answer.url).status_code == 200
    assert read_fields(show_gateway(guest))["username"] == "guest@example.com"


def test_the_prompt_stands_before_the_shops_own_form_which_stays(guest):
    html = show_gateway(guest)
    assert html.index(PROMPT) < html.index('type="password"')


@pytest.mark.parametrize("email", ["", "no address", "<script>@example.com"])
def test_an_error_is_shown_once_and_what_was_typed_is_kept(guest, email):
    with translation.override("en"):
        html = send_prompt(guest, email).content.decode()
    html = html[html.index(PROMPT) :]
    errors = re.findall("This field is required|Enter a valid email address", html)
    assert len(errors) == 1
    assert html.index("support-errors") < html.index(errors[0]) < html.index("</section>")
    assert read_fields(html)["username"] == email.replace("<", "&lt;").replace(">", "&gt;")
    assert 'aria-invalid="true"' in html[: html.index("</section>")]
    assert "<script>@" not in html


def test_the_shops_own_form_keeps_its_errors(guest):
    data = {"username": "nobody@example.com", "options": "existing", "password": "wrong"}
    html = guest.post(reverse("checkout:index"), data).content.decode()
    prompt = html[html.index(PROMPT) :].partition("</section>")[0]
    assert "support-errors" not in prompt
    assert "alert" in html
    assert read_fields(html)["username"] == "nobody@example.com"


def test_a_guest_with_an_account_is_led_to_the_password(guest, shopper):
    html = send_prompt(guest, shopper.email).content.decode()
    target = re.search(r'<a href="#([^"]+)"', html[html.index("support-errors") :])[1]
    assert re.search(rf'<input type="password"[^>]*id="{target}"', html)
    assert re.search(r'value="existing"[^>]*checked', html), "Oscar's own form is ready for the log-in"


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


def test_the_admin_switches_the_prompt_off(guest):
    SupportSettings.objects.create(guests_enabled=False)
    assert PROMPT not in show_gateway(guest)


def test_the_field_is_ready_for_autofill_and_left_to_right(guest):
    field = re.search(r'<input[^>]*id="support-guest-email"[^>]*>', show_gateway(guest))[0]
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
