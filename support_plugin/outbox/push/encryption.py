"""Encryption for one browser: RFC 8291, with the content coding ``aes128gcm`` of RFC 8188.

A push service passes messages on and cannot read them. Needs the package ``cryptography``.
"""

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

# Bytes of one record. A message has one only; a push service need not take more than 4096 in all.
RECORD_SIZE = 4096
# An uncompressed point of P-256, the secret of a subscription, and a salt.
POINT, AUTH, SALT = 65, 16, 16
# What follows the text of the last record.
_END = b"\x02"


def encrypt(
    text: bytes,
    p256dh: bytes,
    auth: bytes,
    *,
    sender: "EllipticCurvePrivateKey | None" = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of a message: header and one encrypted record, 103 bytes longer than the text.

    ``p256dh`` and ``auth`` are the browser's keys, decoded. ``sender`` and ``salt`` must be new for each
    message, as they are by default; tests give those of the RFC. Raises ValueError for a key that is no point
    of the curve.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    salt = salt or secrets.token_bytes(SALT)
    point = public_bytes(sender)
    shared = sender.exchange(ec.ECDH(), receiver)
    key, nonce = content_keys(shared, auth, p256dh, point, salt)
    header = salt + RECORD_SIZE.to_bytes(4, "big") + len(point).to_bytes(1, "big") + point
    return header + AESGCM(key).encrypt(nonce, text + _END, None)


def content_keys(
    shared: bytes, auth: bytes, receiver: bytes, sender: bytes, salt: bytes
) -> tuple[bytes, bytes]:
    """Return the key and the nonce of a message (RFC 8291, section 3.4)."""
    secret = _derive(auth, shared, b"WebPush: info\x00" + receiver + sender, 32)
    key = _derive(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    return key, _derive(salt, secret, b"Content-Encoding: nonce\x00", 12)


def public_bytes(key: "EllipticCurvePrivateKey") -> bytes:
    """Return the public half of a key as an uncompressed point."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF (RFC 5869) for up to 32 bytes: one round."""
    extracted = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()[:length]
