"""Pages in a language that runs from right to left: their direction and their style sheets."""

import logging
import re
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.html import escape

from support_plugin.right_to_left.loaded import is_turned_by_name
from support_plugin.right_to_left.sheets import served_sheets
from support_plugin.text import language
from support_plugin.web.file_tags import script_tag

SCRIPT = "support_plugin/right_to_left.js"
_logger = logging.getLogger(__name__)
_HTML = re.compile(r"<html\b[^>]*", re.IGNORECASE)
_DIRECTION = re.compile(r"""\sdir\s*=\s*["']?(\w+)""", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_IS_SHEET = re.compile(r"""\srel\s*=\s*["']?[^"'>]*\bstylesheet\b""", re.IGNORECASE)
_ADDRESS = re.compile(r"""(?<=\s)(href\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE)


def turn_page(response: HttpResponse) -> None:
    """Let a page run from right to left, if its language does and all its own style sheets are turned.

    Then the turned sheets stand in the place of the originals, and ``<html>`` gets ``dir="rtl"``, unless it
    says a direction itself: with ``rtl`` the page gets those turned sheets that there are, with ``ltr`` none.
    Every other page stays as it was.
    """
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    if not is_page or not language.is_right_to_left():
        return
    addresses = _turned_addresses()
    end = response.content.find(b"</head>")
    if not addresses or end < 0:
        return
    head = response.content[:end].decode(response.charset)
    turned = _turn_head(head, addresses)
    if turned == head:
        return
    response.content = turned.encode(response.charset) + response.content[end:]
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))


def _turn_head(head: str, addresses: dict[str, str]) -> str:
    root = _HTML.search(head)
    if root is None:
        return head
    said = _DIRECTION.search(root[0])
    if said is None:
        if not _can_run(head, addresses):
            return head
        head = f'{head[: root.end()]} dir="rtl"{head[root.end() :]}'
    elif said[1].lower() != "rtl":
        return head
    turned = _LINK.sub(lambda link: _turn_link(link[0], addresses), head)
    return turned + _script() if turned != head else turned


def _script() -> str:
    """What no sheet can: the app's module for Bootstrap's menus and Oscar's editor."""
    try:
        return script_tag(static(SCRIPT))
    except ValueError:  # not collected yet
        return ""


def _turn_link(link: str, addresses: dict[str, str]) -> str:
    def turned(found: re.Match[str]) -> str:
        address = addresses.get(unescape(found[3]))
        return f"{found[1]}{found[2]}{escape(address)}{found[2]}" if address else found[0]

    return _ADDRESS.sub(turned, link)


def _can_run(head: str, addresses: dict[str, str]) -> bool:
    """Return whether each sheet from the shop's own hosts is turned, or is right-to-left already."""
    hosts = {"", *(urlsplit(address).netloc for address in addresses)}
    links = (link[0] for link in _LINK.finditer(head) if _IS_SHEET.search(link[0]))
    found = [_ADDRESS.search(link) for link in links]
    linked = [unescape(address[3]) for address in found if address]
    own = [address for address in linked if urlsplit(address).netloc in hosts]
    left = [address for address in own if address not in addresses and not _has_no_sides(address)]
    for address in left:
        _say_once(address)
    return bool(addresses.keys() & own) and not left


def _has_no_sides(address: str) -> bool:
    path = urlsplit(address).path
    return "/support_plugin/" in path or is_turned_by_name(path)


@cache
def _say_once(address: str) -> None:
    _logger.warning("Pages with %s stay left to right: name it to `manage.py support_turn_styles`.", address)


def _turned_addresses() -> dict[str, str]:
    """Each turned sheet's address by that of its original."""
    if settings.DEBUG:
        _find_addresses.cache_clear()  # the command may have run since
    return _find_addresses()


@cache
def _find_addresses() -> dict[str, str]:
    found = {}
    for name, sheet in served_sheets().items():
        try:
            found[static(name)] = static(sheet.turned)
        except ValueError:  # the storage's manifest does not know one of them
            continue
    return found


def _forget(setting: str, **kwargs: Any) -> None:
    if setting == "DEBUG" or setting.startswith(("STATIC", "STORAGES")):
        _find_addresses.cache_clear()


setting_changed.connect(_forget)
