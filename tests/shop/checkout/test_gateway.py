from types import SimpleNamespace

from support_plugin.shop.checkout.gateway import read_gateway_form


def test_a_gateway_form_unlike_oscars_is_left_alone():
    assert read_gateway_form(None) is None
    assert read_gateway_form(SimpleNamespace(GUEST="anonymous", fields={"email": 1})) is None
