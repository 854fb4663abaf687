"""Passwords: made, hashed and checked. Also tells which ones are weak."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.base.signing import SAFE_LETTERS


class Passwords:
    """Hashes and checks passwords with argon2id, in a thread and a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # One check takes tens of milliseconds and 64 MB: guesses must queue for it, not pile up.
        self._turns = asyncio.Semaphore(2)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, password_hash: str, password: str) -> bool:
        """Tell whether the hash is this password's. An empty hash matches none, and takes as long."""
        if not password_hash and not self._nobodys:
            self._nobodys = await self.hash(new_password())
        async with self._turns:
            return await asyncio.to_thread(self._verify, password_hash or self._nobodys, password)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            # The last error is for half a character: JSON can carry one, and no hash was ever made of one.
            return False


def new_password() -> str:
    """Make a password of three groups of four: about 59 random bits."""
    return "-".join("".join(secrets.choice(SAFE_LETTERS) for _ in range(4)) for _ in range(3))


GOOD_PASSWORD = 8


GOOD_NUMBER = 10
"""How many digits a password of only digits needs."""


def is_weak_password(password: str) -> bool:
    """Tell whether some nights of guessing would find it, at the pace that limits.PASSWORD allows."""
    is_number = password.isdecimal()
    return len(password) < (GOOD_NUMBER if is_number else GOOD_PASSWORD) or len(set(password)) < 4
