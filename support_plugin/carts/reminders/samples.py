"""Trying a plan's step on a cart that was really left, without sending it to its shopper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils import translation

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import PlanStep, Way
from support_plugin.carts.reminders.on_site.contents import Message, make_message, message_texts
from support_plugin.carts.reminders.sending.contents import (
    Cart,
    Mail,
    describe_cart,
    language_for,
    make_mail,
)
from support_plugin.links import site_url
from support_plugin.outbox.channels.emails import Mailbox
from support_plugin.shop.cart_facts import CartFacts, read_carts
from support_plugin.shop.products import sold_products

MOST = 20
Row = TypeVar("Row", Abandonment, PlanStep)


def sample_carts() -> list[Abandonment]:
    """Return the carts that were left last and are still there."""
    return list(Abandonment.objects.exclude(cart=None).order_by("-abandoned_at", "-pk")[:MOST])


def mail_on(chosen: Mapping[str, str], language: str) -> Mail | None:
    """Return the e-mail of a step ("step") on a cart ("cart"), by default the first and the newest.

    Its links lead to the shop's first page. None where there is no step or no cart, and for a message in the
    shop.
    """
    sample = _sample(chosen)
    if sample is None or sample.step.way == Way.SITE:
        return None
    with translation.override(language_for(language)):
        addresses = {"link": site_url(), "stop": site_url()}
        left = sample.left
        return make_mail(sample.step, left, sample.describe(), addresses, user=left.user)


def message_on(chosen: Mapping[str, str], language: str) -> tuple[Message, dict[str, str]] | None:
    """Return the message in the shop of a step on a cart, and the words around it; None for other steps."""
    sample = _sample(chosen)
    if sample is None or sample.step.way != Way.SITE:
        return None
    with translation.override(language_for(language)):
        message = make_message(sample.step, sample.left, sample.describe(), user=sample.left.user)
        return message, message_texts()


@dataclass(frozen=True)
class _Sample:
    step: PlanStep
    left: Abandonment
    facts: CartFacts

    def describe(self) -> Cart:
        products = sold_products({line.product_id for line in self.facts.lines}, self.left.user)
        return describe_cart(self.facts, products)


def _sample(chosen: Mapping[str, str]) -> _Sample | None:
    step = _chosen(list(PlanStep.objects.select_related("plan")), chosen.get("step", ""))
    left = _chosen(sample_carts(), chosen.get("cart", ""))
    facts = read_carts([left.cart_id]).get(left.cart_id) if left else None
    return _Sample(step, left, facts) if step and left and facts else None


def send_sample(to: str, chosen: Mapping[str, str], language: str) -> bool:
    """Send that e-mail to one address; return whether there was anything to send. Raises as channels do."""
    mail = mail_on(chosen, language)
    if mail is None:
        return False
    with Mailbox() as mailbox:
        mailbox.send(to, mail.subject, mail.text, mail.html, {})
    return True


def _chosen(rows: list[Row], key: str) -> Row | None:
    return next((row for row in rows if str(row.pk) == key), rows[0] if rows else None)
