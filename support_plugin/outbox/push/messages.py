"""What a notification says, as the app's service worker reads it."""

from typing import Any

from django.utils.encoding import iri_to_uri

from support_plugin.text.cleaning import clean_line
from support_plugin.text.language import direction_of

# Characters: more than any system shows, and together well below LARGEST bytes in every script.
LONGEST_TITLE, LONGEST_BODY, LONGEST_ADDRESS = 120, 400, 400


def notification(title: str, body: str, url: str, language: str, icon: str = "") -> dict[str, Any]:
    """Return the payload of a notification: texts on one line each, cut to what is shown.

    ``url``: where a click leads, an address or a path of the shop: another host's is not opened. ``icon``: a
    picture of the shop. Raises ValueError for addresses that are too long to be sent.
    """
    url, icon = iri_to_uri(url), iri_to_uri(icon)
    if len(url) > LONGEST_ADDRESS or len(icon) > LONGEST_ADDRESS:
        raise ValueError("The address is too long for a notification.")
    texts = {"title": _shown(title, LONGEST_TITLE), "body": _shown(body, LONGEST_BODY)}
    found = {**texts, "url": url, "dir": direction_of(language), "lang": language, "icon": icon}
    return {name: value for name, value in found.items() if value}


def _shown(text: str, limit: int) -> str:
    line = clean_line(text, 2 * limit)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
