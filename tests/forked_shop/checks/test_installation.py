import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from tests.factories import make_user


def test_this_is_the_shop_that_the_tests_are_about():
    assert {field.name for field in get_user_model()._meta.get_fields()}.isdisjoint(
        {"username", "first_name"}
    )
    assert not hasattr(get_user_model(), "get_full_name")
    for label, model in (("basket", "Basket"), ("order", "Order"), ("customer", "ProductAlert")):
        assert get_model(label, model).__module__ == f"tests.forked_shop.{label}.models"
    assert (
        get_class("shipping.repository", "Repository").__module__ == "tests.forked_shop.shipping.repository"
    )
    assert get_class("checkout.views", "IndexView").__module__ == "tests.forked_shop.checkout.views"
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"]


@pytest.mark.django_db  # from Django 6.1 on, the check of JSON fields asks the database
def test_check_says_only_which_patches_are_active():
    messages = run_checks(include_deployment_checks=True)
    ours = [m.id for m in messages if "support" in f"{m.id} {m.obj} {m.msg}"]
    assert ours == ["support_plugin.I043"]


@pytest.mark.django_db
def test_everything_is_below_the_prefix(client):
    assert reverse("support_plugin:api-session") == "/shop/support/api/v1/session/"
    assert reverse("support_plugin:desk") == "/shop/dashboard/support/"
    assert client.get("/").content == b"A page outside the shop"
    assert client.get("/support/api/v1/session/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["supportsettings_change", "badge_changelist", "badge_add", "conversation_changelist"],
)
def test_the_admin_pages_open(client, name):
    client.force_login(make_user("admin@example.com", is_staff=True, is_superuser=True))
    args = [1] if name.endswith("_change") else []
    assert client.get(reverse(f"admin:support_plugin_{name}", args=args)).status_code == 200
