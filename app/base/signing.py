"""Signed cookies, random tokens, and the key that signs."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, Signer

from app.base.ids import is_id

# Easy to read aloud and to type on a phone: no 0/o, 1/l/i.
LETTERS_ALONE = "abcdefghjkmnpqrstuvwxyz"


SAFE_LETTERS = LETTERS_ALONE + "23456789"


PSEUDONYM_LETTERS = 22


class CookieSigner:
    """Signs ids for cookies with HMAC-SHA256, each purpose with a key of its own."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._signer = Signer(secret_key, salt=f"partywall.{purpose}", digest_method=hashlib.sha256)

    def sign(self, value: str) -> str:
        return self._signer.sign(value).decode()

    def pseudonym(self, value: str) -> str:
        """Return a name for `value` that reveals nothing about it without the key."""
        return self._signer.get_signature(value).decode()[:PSEUDONYM_LETTERS]

    def read_text(self, cookie: str) -> str | None:
        """Return the text signed in `cookie`, or None when it was not signed here."""
        try:
            return self._signer.unsign(cookie).decode()
        except (BadSignature, UnicodeError):
            return None

    def read(self, cookie: str) -> str | None:
        """Return the id in `cookie`, or None when it was not signed here or is not an id."""
        value = self.read_text(cookie)
        return value if value is not None and is_id(value) else None


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """A cookie that carries an id of ours."""

    name: str
    signer: CookieSigner

    def read(self, cookies: Mapping[str, str]) -> str | None:
        """Return the id that a request's cookies carry, or None."""
        return self.signer.read(cookies.get(self.name, ""))


def new_token() -> str:
    return secrets.token_hex(16)


def token_hash(token: str) -> str:
    """Hash a random token for storage, so that a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret_key() -> str:
    return secrets.token_hex(32)


def load_secret_key(path: Path) -> str:
    """Read the key at `path`; the first start makes it. Two processes that start at once agree on one key."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new_secret_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link fails here; a rename would replace the other process's key.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
