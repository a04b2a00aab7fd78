from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tests.foreign_settings.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
