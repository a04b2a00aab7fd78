"""The example shop as browser tests serve it."""

from tools.run.shop import Shop


class QuickShop(Shop):
    """The same shop, whose passwords and files take no time."""

    settings = "tests.browser.helpers.settings"
    application = "tests.browser.helpers.asgi:application"
