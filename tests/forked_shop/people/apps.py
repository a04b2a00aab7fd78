"""The app with the user model."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Holds the user model."""

    name = "tests.forked_shop.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
