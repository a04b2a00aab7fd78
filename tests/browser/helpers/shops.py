"""The example shop as browser tests serve it."""

from tools.run.shop import Shop


class QuickShop(Shop):
    """The same shop, whose passwords and files take no time, and which is loaded once for all it runs."""

    settings = "tests.browser.helpers.settings"
    application = "tests.browser.helpers.asgi:application"

    def programs(self, *, has_tick: bool) -> list[list[str]]:
        """Return the one program that is both."""
        _option, _uvicorn, *words = super().programs(has_tick=has_tick)[0]
        return [["-m", "tests.browser.helpers.serving", "tick" if has_tick else "no tick", *words]]
