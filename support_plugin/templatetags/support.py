"""A template tag for every slot, for shops with their own templates: ``{% load support %}``.

A slot never breaks the shop's page: what goes wrong in it is logged, and it renders nothing.
"""

from support_plugin.templatetags import (  # noqa: F401
    _slots_account,
    _slots_basket,
    _slots_carts,
    _slots_chat,
    _slots_checkout,
    _slots_help,
    _slots_notices,
    _slots_push,
)
from support_plugin.templatetags._slots import register
from support_plugin.templatetags._slots_notices import support_total

# A shop's own tags may call what they build upon.
__all__ = ["register", "support_total"]
