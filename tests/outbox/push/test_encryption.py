"""What only the browser can read: the example of RFC 8291, sections 5 and A."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.outbox.push.base64url import decode, encode
from support_plugin.outbox.push.encryption import content_keys, encrypt, public_bytes
from support_plugin.outbox.push.keys import read_private_key
from tests.helpers.push_service import BrowserKeys

TEXT = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
KEY, NONCE = "oIhVW04MRdy2XN9CiKLxTg", "4h_95klXJ5E_qnoN"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
    "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc_comes_out_byte_by_byte():
    sender = read_private_key(SENDER)
    body = encrypt(TEXT, decode(P256DH), decode(AUTH), sender=sender, salt=decode(SALT))
    assert encode(body) == BODY


def test_the_keys_between_are_those_of_the_rfc():
    sender, receiver = read_private_key(SENDER), read_private_key(RECEIVER)
    shared = receiver.exchange(ec.ECDH(), sender.public_key())
    found = content_keys(shared, decode(AUTH), decode(P256DH), public_bytes(sender), decode(SALT))
    assert [encode(one) for one in found] == [KEY, NONCE]


@settings(max_examples=20)
@given(st.binary(max_size=3072))
def test_a_browser_reads_what_was_encrypted_for_it(text):
    browser = BrowserKeys()
    body = encrypt(text, browser.point, browser.auth)
    assert browser.decrypt(body) == text
    assert len(body) == len(text) + 103 <= 4096


def test_no_two_messages_are_alike():
    browser = BrowserKeys()
    bodies = {encrypt(b"The same", browser.point, browser.auth) for _time in range(3)}
    assert len(bodies) == 3
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 3


def test_another_browser_reads_nothing():
    body = encrypt(b"Not for you", BrowserKeys().point, BrowserKeys().auth)
    with pytest.raises(InvalidTag):
        BrowserKeys().decrypt(body)


def test_a_key_beside_the_curve_is_refused():
    with pytest.raises(ValueError, match="EC key"):
        encrypt(TEXT, b"\x04" + bytes(64), decode(AUTH))


@pytest.mark.parametrize("text", ["a+b/", "ü", "a b", "a", "ab===", "a=b", "ab\n"])
def test_only_its_own_alphabet_is_base64url(text):
    with pytest.raises(ValueError, match=r"base64|encoded"):
        decode(text)
