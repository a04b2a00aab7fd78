"""A shop with a strict policy, the demo's help centre, and the assistant, as nobody is there."""

from urllib.request import urlopen

import pytest

from tests.browser.conftest import STRICT, StartShop
from tools.run.shop import Shop

SEED = """
from datetime import time, timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from oscar.test.factories import create_order
from example_shop.demo.help_centre import seed_help_centre
from support_plugin.hours.models import Schedule, WeeklyHours
from support_plugin.models import Article, Department, SupportSettings
seed_help_centre()
# One that is in Arabic alone.
Article.objects.get(key="gift-wrap").texts.exclude(language="ar").delete()
SupportSettings.objects.update(answers_enabled=True, assistant_mode="nobody_there")
night = Schedule.objects.create(name="Not today", time_zone="Asia/Tehran")
day = (timezone.localtime() + timedelta(days=2)).weekday()
WeeklyHours.objects.create(schedule=night, weekday=day, opens=time(9), closes=time(17))
Department.objects.update(schedule=night)
Department.objects.create(name="All", schedule=night)
user = get_user_model().objects.get(email="shopper@example.com")
create_order(user=user, number="778899", status="Pending")
"""


@pytest.fixture(scope="session")
def answering_shop(start_shop: StartShop) -> Shop:
    """The shop that the help centre's tests and the assistant's share."""
    shop = start_shop(seed=SEED, EXAMPLE_SHOP_CSP=STRICT)
    # The first question waits for the index of all articles.
    urlopen(f"{shop.url}/fa/support/help/?q=1").close()
    return shop
