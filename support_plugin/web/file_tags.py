"""The tags of a page's modules and style sheets, with the nonce of its policy."""

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString

from support_plugin.web.nonces import nonce_attribute

# The addresses of a page's files are the same on most pages.
_escaped = lru_cache(maxsize=200)(escape)


def script_tag(address: str) -> SafeString:
    """Return the tag of a module at this address."""
    return SafeString(f'<script type="module" src="{_escaped(address)}"{nonce_attribute()}></script>')


def style_tag(address: str) -> SafeString:
    """Return the tag of a style sheet at this address."""
    return SafeString(f'<link rel="stylesheet" href="{_escaped(address)}"{nonce_attribute()}>')
