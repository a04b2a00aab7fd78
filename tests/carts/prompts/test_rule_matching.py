"""The conditions of rules beside a plain reading of them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.models import Device
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.rule_matching import Situation, fits

AMOUNTS = st.none() | st.sampled_from([Decimal(amount) for amount in (0, 5, 10)])
CURRENCIES = st.sampled_from(["IRR", "EUR"])
RULES = st.builds(
    PromptRule,
    kinds=st.lists(st.sampled_from(Kind.values), max_size=3),
    pages=st.lists(st.sampled_from(Page.values), max_size=3),
    languages=st.lists(st.sampled_from(["fa", "ar", "en", "en-gb"]), max_size=2),
    devices=st.lists(st.sampled_from(Device.values), max_size=2),
    value_from=AMOUNTS,
    value_to=AMOUNTS,
    currency=CURRENCIES,
)
SITUATIONS = st.builds(
    Situation,
    kind=st.sampled_from(["", *Kind.values]),
    page=st.sampled_from(Page.values),
    language=st.sampled_from(["fa", "ar", "en", "en-gb", "en-us"]),
    device=st.sampled_from(["", *Device.values]),
    value=AMOUNTS,
    currency=CURRENCIES,
)


def plainly(rule, now):
    if now.kind == "":
        if rule.kinds != []:
            return False
    elif now.kind not in rule.kinds:
        return False
    if rule.pages and now.page not in rule.pages:
        return False
    if rule.languages and not {now.language, now.language[:2]} & set(rule.languages):
        return False
    if rule.devices and now.device not in rule.devices:
        return False
    if rule.value_from is not None or rule.value_to is not None:
        if now.value is None or now.currency != rule.currency:
            return False
        if rule.value_from is not None and now.value < rule.value_from:
            return False
        if rule.value_to is not None and now.value > rule.value_to:
            return False
    return True


@given(RULES, SITUATIONS)
def test_a_rule_fits_where_a_plain_reading_says_so(rule, now):
    assert fits(rule, now) is plainly(rule, now)
