"""The description of the REST calls for drf-spectacular, in a shop that has it among its INSTALLED_APPS."""

from importlib import import_module

ROOMS = (
    "rest",
    "chat.api",
    "desk.answers",
    "desk.canned",
    "desk.inbox",
    "desk.shop_cards",
    "carts.proposals",
    "answers.suggestions",
    "notices",
    "trust",
)


def load_descriptions() -> None:
    """Let drf-spectacular know the rooms' calls; idempotent."""
    for room in ROOMS:
        import_module(f"support_plugin.{room}.schema")
    import_module("support_plugin.chat.api.changes_schema")
