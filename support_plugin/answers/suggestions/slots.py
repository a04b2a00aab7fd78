"""What the launcher passes to the panel of answers; nothing where they are off."""

from typing import Any

from django.urls import reverse

from support_plugin.shop.static_files import static_address
from support_plugin.web.attributes import html_attributes


def panel_values() -> dict[str, Any]:
    """Return what the launcher's template needs beside the chat's own values: the same on every page."""
    suggested = reverse("support_plugin:api-suggestions")
    return {
        "answers": html_attributes(
            {
                "data-suggestions": static_address("support_plugin/answers/suggestions.js"),
                "data-reading": static_address("support_plugin/answers/reading.js"),
                "data-suggestions-style": static_address("support_plugin/answers/suggestions.css"),
                "data-answers": suggested.removesuffix("suggestions/"),
            }
        )
    }
