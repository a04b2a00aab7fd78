"""Users for every role, all with the same password."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from oscar.core.loading import get_model

from example_shop.shipping.rates import TEHRAN

PASSWORD = "demo-saffron-2026"  # noqa: S105 - printed on purpose


@dataclass(frozen=True)
class Person:
    """A demo user. ``role`` is shopper, agent or admin."""

    email: str
    role: str
    first_name: str
    last_name: str


PEOPLE = (
    Person("shopper@example.com", "shopper", "نگار", "رضایی"),
    Person("agent1@example.com", "agent", "مریم", "احمدی"),
    Person("agent2@example.com", "agent", "سینا", "کریمی"),
    Person("admin@example.com", "admin", "لیلا", "موسوی"),
)


def seed_people() -> None:
    """Create the users that are missing."""
    users = get_user_model().objects
    known = set(users.values_list("username", flat=True))
    for person in PEOPLE:
        if person.email not in known:
            user = users.create_user(
                person.email,
                person.email,
                PASSWORD,
                first_name=person.first_name,
                last_name=person.last_name,
                is_staff=person.role != "shopper",
                is_superuser=person.role == "admin",
            )
            if person.role == "shopper":
                create_address(user)
    if apps.is_installed("support_plugin"):
        grant_answering()


def create_address(user: object) -> None:
    """Put one address into the shopper's address book."""
    get_model("address", "UserAddress").objects.create(
        user=user,
        first_name=user.first_name,
        last_name=user.last_name,
        line1="خیابان انقلاب، کوچهٔ بهار، پلاک ۱۲",
        line2="واحد ۳",
        line4="تهران",
        state=TEHRAN,
        postcode="1417613151",
        country_id="IR",
        phone_number="+982188776655",
        is_default_for_shipping=True,
    )


def grant_answering() -> None:
    """Let the agents answer conversations and see the shoppers' data beside them.

    Also those created while the app was not installed.
    """
    agents = [person.email for person in PEOPLE if person.role == "agent"]
    for codename in ("answer_conversation", "view_shopper_data"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="support_plugin")
        without = get_user_model().objects.filter(username__in=agents).exclude(user_permissions=permission)
        permission.user_set.add(*without)
