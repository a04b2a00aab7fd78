"""``manage.py seed_demo``."""

from datetime import UTC, datetime
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from oscar.core.loading import get_model

from example_shop.demo.people import PASSWORD, PEOPLE
from example_shop.demo.plugin import seed_reminders
from example_shop.demo.schema import missing_columns
from support_plugin import clock
from support_plugin.carts.reminders.decisions.windows import next_opening
from support_plugin.carts.reminders.sending_hours.queries import hours_for
from support_plugin.outbox.channels.base import Channel

LABELS = ("catalogue", "partner", "offer", "voucher", "address", "auth", "sites", "support_plugin")


def seed():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def read_all():
    return [
        (model._meta.label, row.pk, repr(model_to_dict(row)))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in LABELS and model._meta.managed
        for row in model._default_manager.order_by("pk")
    ]


def test_seeding_again_changes_nothing(demo):
    before = read_all()
    with CaptureQueriesContext(connection) as queries:
        seed()
    assert read_all() == before
    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "DELETE"))]
    assert writes == []


def test_seeding_again_keeps_what_an_admin_changed(demo):
    product = get_model("catalogue", "Product").objects.first()
    product.title = "Changed"
    product.save()
    seed()
    product.refresh_from_db()
    assert product.title == "Changed"


def test_the_shop_has_thirty_products_in_six_categories_with_variants_and_pictures(demo):
    products = get_model("catalogue", "Product").objects
    assert products.filter(parent=None).count() >= 30
    assert get_model("catalogue", "Category").objects.count() >= 6
    assert products.filter(structure="child").exists()
    assert not products.filter(parent=None, images=None).exists()
    assert not products.exclude(structure="parent").filter(stockrecords=None).exists()


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_every_product_has_its_own_title_in_every_language(demo, language):
    titles = get_model("catalogue", "Product").objects.values_list(f"title_{language}", flat=True)
    assert all(titles)
    if language != "en":
        assert not any(title.isascii() for title in titles)


@pytest.mark.parametrize(("language", "country"), [("fa", "ایران"), ("ar", "إيران"), ("en", "Iran")])
def test_countries_are_named_in_the_active_language(demo, language, country):
    with translation.override(language):
        assert str(get_model("address", "Country").objects.first()) == country


def test_every_printed_user_can_log_in(demo):
    for person in PEOPLE:
        assert person.email in demo
        assert authenticate(username=person.email, password=PASSWORD), person.email
    assert PASSWORD in demo


@pytest.mark.skipif(not settings.WITH_PLUGIN, reason="the shop runs without the app")
def test_agents_may_answer_and_the_shopper_may_not(demo):
    may = {
        user.email: user.has_perm("support_plugin.answer_conversation")
        for user in get_user_model().objects.all()
    }
    assert may["agent1@example.com"]
    assert may["agent2@example.com"]
    assert not may["shopper@example.com"]


def test_printing_the_logins_writes_nothing(demo):
    get_user_model().objects.all().delete()
    out = StringIO()
    call_command("seed_demo", "--print-logins", stdout=out)
    assert "agent1@example.com" in out.getvalue()
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        (
            "ALTER TABLE support_plugin_badge RENAME COLUMN preset TO kind_before",
            "support_plugin_badge.preset",
        ),
        ("ALTER TABLE support_plugin_shoptext RENAME TO shoptext_before", "support_plugin_shoptext"),
    ],
)
def test_a_database_of_an_older_version_is_named_with_the_way_out(db, change, lacking):
    with connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(CommandError, match="make clean") as refused:
        seed()
    assert lacking in str(refused.value)


def test_a_table_of_oscars_own_tests_is_not_missed(db):
    """Whether there is one depends on what was imported before the database was made."""
    import_module("oscar.test.factories")
    assert "oscar_band" in {model._meta.db_table for model in apps.get_models()}
    with connection.cursor() as cursor:
        for table in ("oscar_member", "oscar_band"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
    assert missing_columns() == []


def test_reminders_go_out_at_any_hour(demo):
    """Whoever tries the demo at night sees the mail at once."""
    seed_reminders()
    window = hours_for("IR", Channel.EMAIL)
    zone = str(clock.shop_zone())
    for hour in range(24):
        moment = datetime(2026, 11, 27, hour, 30, tzinfo=UTC)
        assert next_opening(window, "IR", moment, zone) == moment
