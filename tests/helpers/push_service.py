"""A push service on this machine, and browsers that get what it passes on: RFC 8030, 8188, 8291 and 8292.

Written after the RFCs with other means than the app's own code: both must agree.
"""

import datetime
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from support_plugin.outbox.push.base64url import decode, encode
from support_plugin.outbox.push.keys import PushKeys, get_push_keys, new_private_key
from tests.helpers.answering import Answer, answering

HOST = "push.example"
ADDRESS = "8.8.8.8"


class BrowserKeys:
    """A browser's half of a subscription."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.point = _point(self.private.public_key())
        self.auth = b"sixteen bytes ok"

    @property
    def json(self) -> dict[str, str]:
        return {"p256dh": encode(self.point), "auth": encode(self.auth)}

    def decrypt(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        point, record = body[21 : 21 + length], body[21 + length :]
        assert length == 65
        assert len(record) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = self.private.exchange(ec.ECDH(), sender)
        secret = _hkdf(self.auth, b"WebPush: info\0" + self.point + point, 32, shared)
        key = _hkdf(salt, b"Content-Encoding: aes128gcm\0", 16, secret)
        nonce = _hkdf(salt, b"Content-Encoding: nonce\0", 12, secret)
        text = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert text.endswith(b"\2"), "no last record"
        return text[:-1]


def _point(key: Any) -> bytes:
    found: bytes = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return found


def _hkdf(salt: bytes, info: bytes, length: int, secret: bytes) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@dataclass
class PushService:
    """What came, as (headers in lower case, body), and what is answered: (status, headers, body)."""

    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answer: Answer = (201, {"Location": "https://push.example/m/1"}, b"")
    hangs_up: bool = False
    is_down: bool = False
    port: int = 0
    # Of the host's name; none: the name is not known.
    addresses: list[str] = field(default_factory=lambda: [ADDRESS])
    spoken_to: list[Any] = field(default_factory=list)

    def endpoint(self, name: str = "browser") -> str:
        return f"https://{HOST}/send/{name}"

    def read_token(self, public: str, index: int = -1) -> dict[str, Any]:
        """Return the claims of a message's token, after its signature was found to be this key's."""
        scheme, _space, rest = self.got[index][1]["authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert parts["k"] == public
        signed, _dot, signature = parts["t"].rpartition(".")
        numbers = [int.from_bytes(half, "big") for half in (decode(signature)[:32], decode(signature)[32:])]
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(public))
        key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(SHA256()))
        header, claims = (json.loads(decode(part)) for part in signed.split("."))
        assert header == {"typ": "JWT", "alg": "ES256"}
        return dict(claims)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for the host, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    files = folder / "push.pem", folder / "push.key"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


@contextmanager
def serve(files: tuple[Path, Path]) -> Iterator[PushService]:
    """Run the service, with TLS, on a free port."""
    service = PushService()

    def answer(path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        service.got.append((path, headers, body))
        return None if service.hangs_up else service.answer

    http = ThreadingHTTPServer(("127.0.0.1", 0), answering(answer))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    service.port = http.server_address[1]
    yield service
    http.shutdown()
    http.server_close()


def put_on_the_internet(service: PushService, certificate: Path, monkeypatch: Any) -> None:
    """Have the host's name lead to the service, by a public address, and its certificate be trusted."""
    look_up, connect = socket.getaddrinfo, socket.create_connection

    def look_up_host(host: str, *args: Any, **kwargs: Any) -> Any:
        if host != HOST:
            return look_up(host, *args, **kwargs)
        if not service.addresses:
            raise socket.gaierror("Temporary failure in name resolution")
        return [(2, 1, 6, "", (address, 443)) for address in service.addresses]

    def connect_to(address: Any, *args: Any, **kwargs: Any) -> Any:
        service.spoken_to.append(address)
        if service.is_down:
            raise ConnectionRefusedError("nobody listens")
        here = ("127.0.0.1", service.port) if address == (ADDRESS, 443) else address
        return connect(here, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_host)
    monkeypatch.setattr(socket, "create_connection", connect_to)
    trusted = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr("support_plugin.web.private_addresses._tls", lambda: trusted)


@pytest.fixture
def push_keys(settings: Any) -> PushKeys:
    """A shop that is set up to notify browsers."""
    chosen = {"PRIVATE_KEY": new_private_key(), "SUBJECT": "mailto:shop@shop.example"}
    settings.SUPPORT_PLUGIN = {"PUSH": chosen}
    found = get_push_keys()
    assert found
    return found


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What the service is known by."""
    return make_certificate(tmp_path_factory.mktemp("push"))


@pytest.fixture
def push_service(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, push_keys: PushKeys
) -> Iterator[PushService]:
    """The service, on the internet as far as the shop knows."""
    with serve(certificate) as service:
        put_on_the_internet(service, certificate[0], monkeypatch)
        yield service
