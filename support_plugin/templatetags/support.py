"""A template tag for every slot, for shops with their own templates: ``{% load support %}``.

A slot never breaks the shop's page: what goes wrong in it is logged, and it renders nothing.
"""

from support_plugin.templatetags import _slots_basket, _slots_chat, _slots_checkout, _slots_notices  # noqa: F401
from support_plugin.templatetags._slots import register

__all__ = ["register"]
