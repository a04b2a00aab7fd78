"""The nonce of a request, by whichever name the shop's middleware gives it."""

import pytest

from support_plugin.web.nonces import nonce, nonce_attribute, nonces_of

pytestmark = pytest.mark.any_database


class Lazy:
    """As Django's middleware has it (6.0): false until it is used."""

    used = False

    def __bool__(self):
        return self.used

    def __str__(self):
        self.used = True
        return "lazy"


@pytest.mark.parametrize("name", ["csp_nonce", "_csp_nonce"])
def test_a_nonce_that_is_false_until_it_is_used_is_used(rf, name):
    request = rf.get("/")
    setattr(request, name, Lazy())
    with nonces_of(request):
        assert nonce() == "lazy"
        assert nonce_attribute() == ' nonce="lazy"'
    assert nonce() == nonce_attribute() == ""
