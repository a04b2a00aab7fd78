"""Tags for the texts of e-mails, which have no blocks to fill: ``{% load support_mails %}``."""

import logging
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import ExtendsNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from support_plugin.notices.orders import amounts_left_out, in_one_name, order_arrival
from support_plugin.text.bidi import isolate

logger = logging.getLogger(__name__)
register = template.Library()


class AppendNode(ExtendsNode):
    """The template that is extended, then what the extending one has besides blocks."""

    # A text has nothing to lose by what stands before, such as {% load %}.
    must_be_first = False

    def render(self, context: Context) -> str:
        """Return both; the variable ``text`` is what the first has written, an order's total by its name."""
        text, order = str(super().render(context)), context.get("order")
        if order is not None:
            text = in_one_name(order, text)
        with context.push(text=text):
            return text.rstrip() + self.nodelist.render(context)


@register.tag
def support_append_to(parser: Parser, token: Token) -> AppendNode:
    """``{% support_append_to "name" %}`` extends a template without blocks: what follows stands after it."""
    _name, parent = token.split_contents()
    return AppendNode(parser.parse(), parser.compile_filter(parent))


@register.simple_tag(takes_context=True)
def support_order_text(context: Context, order: Any, text: str) -> str:
    """The order's days of delivery, and the discounts and the tax that ``text`` does not name, in lines."""
    try:
        arrival = order_arrival(order, context.get("request"))
        rows = amounts_left_out(order, text)
    except Exception:
        logger.exception("The mail of an order says nothing of its delivery")
        return ""
    lines = [f"{row.label}: {isolate(row.shown)}" for row in rows]
    if arrival:
        lines.append(f"{_('Expected delivery')}: {isolate(arrival)}")
    return mark_safe("".join(f"\n{line}" for line in lines))  # noqa: S308 (a text, not HTML)
