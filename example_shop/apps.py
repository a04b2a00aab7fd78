"""The shop's own app: theme, commands, and what has to happen before Oscar's models load."""

from types import ModuleType

from django.apps import AppConfig


class ExampleShopConfig(AppConfig):
    """Shows every amount in Toman, in Oscar's Python code too."""

    name = "example_shop"
    label = "example_shop"

    def __init__(self, app_name: str, app_module: ModuleType) -> None:
        super().__init__(app_name, app_module)
        from example_shop.money import replace_oscar_currency_filter

        # Now, as Oscar's models, loaded next, import the filter by name.
        replace_oscar_currency_filter()
