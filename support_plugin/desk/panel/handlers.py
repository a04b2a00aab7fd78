"""Registers the sections about the shopper."""

from support_plugin.chat.side_panel.registry import register
from support_plugin.desk.panel.sections import (
    ConsentsSection,
    ConversationsSection,
    OrdersSection,
    ShopperSection,
)

for kind in (ShopperSection, OrdersSection, ConversationsSection, ConsentsSection):
    register(kind())
