"""Upload-Checksum: `sha1 base64` of one request's body."""

import base64
import binascii
import hashlib
import hmac

from app.base.errors import N_, AppError, bad_request

ALGORITHMS = ("sha1", "sha256")


class Checksum:
    """Hashes a body's bytes as they arrive and checks the sum at the end."""

    def __init__(self, algorithm: str, expected: bytes) -> None:
        # Only to find bytes that changed on the way. It gives no trust.
        self._digest = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = expected

    def update(self, data: bytes) -> None:
        self._digest.update(data)

    def check(self) -> None:
        """Raise a 460 if the bytes differ."""
        if not hmac.compare_digest(self._digest.digest(), self._expected):
            raise AppError(
                460, "CHECKSUM_MISMATCH", N_("The bytes changed on their way. Please send them again.")
            )


def parse_checksum(header: str | None) -> Checksum | None:
    """Return the checksum of a body, None without the header. Raises a 400 for one that is not supported."""
    if header is None:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise bad_request(N_("That kind of checksum is not known here."), "CHECKSUM_UNKNOWN")
    try:
        expected = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        expected = b""
    if len(expected) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise bad_request(N_("That checksum is not complete."), "CHECKSUM_BROKEN")
    return Checksum(algorithm, expected)
