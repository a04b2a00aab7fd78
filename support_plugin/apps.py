"""Wiring only."""

from importlib.util import find_spec
from types import ModuleType

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """The app. Override it by adapter, template and signal, not by forking."""

    name = "support_plugin"
    label = "support_plugin"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        from support_plugin.patches import MONEY, apply_patches

        # Oscar's models, loaded next, import its filter by name.
        apply_patches([MONEY])

    def ready(self) -> None:
        """Connect checks and handlers, and let Oscar and Django take and show more."""
        from support_plugin import checks  # noqa: F401
        from support_plugin.answers.assistant import handlers as assistant_handlers  # noqa: F401
        from support_plugin.answers.skills import handlers as skill_handlers  # noqa: F401
        from support_plugin.carts import handlers as cart_handlers  # noqa: F401
        from support_plugin.carts.events import register_events
        from support_plugin.carts.hesitation import handlers as hesitation_handlers  # noqa: F401
        from support_plugin.carts.hesitation.events import register_events as register_hesitation
        from support_plugin.carts.incentives import handlers as incentive_handlers  # noqa: F401
        from support_plugin.carts.prompts import handlers as prompt_handlers  # noqa: F401
        from support_plugin.carts.proposals import handlers as proposal_handlers  # noqa: F401
        from support_plugin.carts.reminders.delivery import handlers as delivery_handlers  # noqa: F401
        from support_plugin.chat import handlers as chat_handlers  # noqa: F401
        from support_plugin.desk.answers import handlers as answer_handlers  # noqa: F401
        from support_plugin.desk.panel import handlers as panel_handlers  # noqa: F401
        from support_plugin.guests import handlers as guest_handlers  # noqa: F401
        from support_plugin.notices import handlers as notice_handlers  # noqa: F401
        from support_plugin.patches import MONEY, PATCHES, apply_patches
        from support_plugin.search import handlers as search_handlers  # noqa: F401
        from support_plugin.shop.watching import watch_shop
        from support_plugin.tasks import handlers as task_handlers  # noqa: F401
        from support_plugin.visitors import handlers as visitor_handlers  # noqa: F401
        from support_plugin.visitors.access_log import handlers as look_handlers  # noqa: F401
        from support_plugin.visitors.arms import handlers as arm_handlers  # noqa: F401
        from support_plugin.visitors.consents import phone_handlers  # noqa: F401
        from support_plugin.visitors.subscriptions import handlers as subscription_handlers  # noqa: F401

        watch_shop()
        register_events()
        register_hesitation()
        # A shop's own filter may have taken its place since.
        apply_patches([patch for patch in PATCHES if patch is not MONEY])
        if find_spec("anymail"):
            from support_plugin.visitors.consents import bounces  # noqa: F401
        if apps.is_installed("drf_spectacular"):
            from support_plugin.schema import load_descriptions

            load_descriptions()
