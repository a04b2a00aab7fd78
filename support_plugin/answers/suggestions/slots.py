"""What the launcher tells the panel of answers; nothing where they are off."""

from typing import Any

from django.urls import reverse

from support_plugin.shop.static_files import static_address


def panel_values() -> dict[str, Any]:
    """Return what the launcher's template needs beside the chat's own values: the same on every page."""
    suggested = reverse("support_plugin:api-suggestions")
    return {
        "answers": {
            "module": static_address("support_plugin/answers/suggestions.js"),
            "reading": static_address("support_plugin/answers/reading.js"),
            "style": static_address("support_plugin/answers/suggestions.css"),
            "url": suggested.removesuffix("suggestions/"),
        }
    }
