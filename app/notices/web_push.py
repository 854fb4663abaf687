"""A message to one browser: encrypted for it (RFC 8291), and signed by this server (VAPID, RFC 8292)."""

import base64
import json
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.base.clock import now

POINT_BYTES = 65
SECRET_BYTES = 16
RECORD_BYTES = 4096
"""One record holds the whole message, because push services accept no more (RFC 8030, 7.2)."""
MAX_MESSAGE_BYTES = 3000
TOKEN_LIFE_S = 12 * 3600
"""Services accept no token that lasts longer than a day."""
KEEP_S = 3600
"""How long a service may keep a message for a phone that is away. Later it is no news."""


class BadSubscription(Exception):
    """The browser's key or secret is invalid."""


@dataclass(frozen=True, slots=True)
class Target:
    """A browser's push address, its public key (P-256, 65 bytes) and its secret (16 bytes), as base64url."""

    address: str
    public_key: str
    auth_secret: str

    def checked(self) -> tuple[ec.EllipticCurvePublicKey, bytes, bytes]:
        """Return the key, its bytes and the secret. Raises BadSubscription if they are invalid."""
        try:
            point, secret = unpacked(self.public_key), unpacked(self.auth_secret)
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except (ValueError, InvalidKey) as error:
            raise BadSubscription from error
        if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
            raise BadSubscription
        return key, point, secret


def encrypt(
    message: bytes,
    target: Target,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return `message` as one `aes128gcm` record that only this browser can read.

    `own` and `salt` are new for each message. A test passes those of the RFC's example.
    """
    if len(message) > MAX_MESSAGE_BYTES:
        raise ValueError("too long for one push message")
    key, point, secret = target.checked()
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    own_point = point_of(own)
    info = b"WebPush: info\0" + point + own_point
    shared = _derived(own.exchange(ec.ECDH(), key), secret, info, 32)
    content_key = _derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4) + bytes((len(own_point),)) + own_point
    # The byte after the message marks the last record (RFC 8188, 2).
    return header + AESGCM(content_key).encrypt(nonce, message + b"\2", None)


def headers_for(address: str, key: ec.EllipticCurvePrivateKey, contact: str, topic: str) -> dict[str, str]:
    """Return the headers of a message: its sender, and its topic, by which a newer one replaces it."""
    parts = urlsplit(address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now().timestamp()) + TOKEN_LIFE_S,
        "sub": contact,
    }
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{packed(r.to_bytes(32) + s.to_bytes(32))}"
    return {
        "Authorization": f"vapid t={token}, k={packed(point_of(key))}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEEP_S),
        "Urgency": "high",
        "Topic": topic,
    }


def new_key() -> str:
    """Make this server's signing key, as text."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return packed(number.to_bytes(32))


def key_from(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unpacked(text)), ec.SECP256R1())


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def packed(content: bytes) -> str:
    """Encode bytes as base64url without padding, as all these standards do."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Decode base64url with or without padding. Raises ValueError for anything else."""
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _part(claims: object) -> str:
    return packed(json.dumps(claims, separators=(",", ":")).encode())
